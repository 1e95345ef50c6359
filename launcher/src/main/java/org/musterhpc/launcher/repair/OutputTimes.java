package org.musterhpc.launcher.repair;

/**
 * When the outputs of one task were changed last, in seconds since 1970.
 *
 * @param missing whether one of them is not there
 */
record OutputTimes(boolean missing, long oldest, long newest) {
    /** Of some that stand in a row. */
    static OutputTimes of(long[] times, int from, int to) {
        boolean missing = false;
        long oldest = Long.MAX_VALUE;
        long newest = 0;
        for (int i = from; i < to; i++) {
            missing |= times[i] == Disk.GONE;
            oldest = Math.min(oldest, times[i]);
            newest = Math.max(newest, times[i]);
        }
        return new OutputTimes(missing, oldest, newest);
    }
}
