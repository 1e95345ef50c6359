package org.musterhpc.launcher.history;

import java.util.Arrays;

/**
 * How much of something took place when, in a fixed number of stretches of time. Each is as long as it has to be: where a
 * time lies outside of all of them, two become one.
 */
public final class Activity {
    /** Even. */
    private static final int BINS = 512;

    private static final long FIRST_WIDTH = 10;
    /** Far enough for any campaign, and near enough to be reckoned with: year 2400. */
    private static final long LATEST = 13_569_465_600_000L;

    /** Milliseconds that were spent, but for those of stretches that were spent wholly. */
    private final double[] part = new double[BINS];
    /** How many began or ceased to spend the stretch wholly; the sum up to a stretch is how many do. */
    private final double[] whole = new double[BINS + 1];

    private long width = FIRST_WIDTH;
    private long begin;
    private boolean begun;

    /**
     * @param from when the first stretch begins, in milliseconds since 1970
     * @param width how long each is, in milliseconds
     * @param mean how many took place at once, in the mean of each stretch
     */
    @SuppressWarnings("ArrayRecordComponent") // it is drawn, and never compared
    public record Course(long from, long width, double[] mean) {
        public static final Course NOTHING = new Course(0, FIRST_WIDTH, new double[0]);

        public long until() {
            return from + width * mean.length;
        }

        /** The most of any stretch. */
        public double peak() {
            return Arrays.stream(mean).max().orElse(0);
        }
    }

    /** Something happened at this moment: how much, as so many seconds spent there. */
    public void happened(long at) {
        long time = bounded(at);
        cover(time);
        part[bin(time)] += 1000;
    }

    /** So many took place from then until then. */
    public void lasted(long from, long to, double many) {
        long start = bounded(from);
        long end = Math.max(start, bounded(to));
        cover(start);
        cover(end);
        int first = bin(start);
        int last = bin(end);
        if (first == last) {
            part[first] += many * (end - start);
            return;
        }
        part[first] += many * (begin + width * (first + 1) - start);
        part[last] += many * (end - (begin + width * last));
        whole[first + 1] += many;
        whole[last] -= many;
    }

    /** In stretches as those of another course, so that both can be drawn over each other. */
    public Course like(Course other) {
        double[] mean = new double[other.mean().length];
        Course own = course();
        for (int bin = 0; bin < own.mean().length; bin++) {
            spread(mean, other, own.from() + own.width() * bin, own.width(), own.mean()[bin]);
        }
        return new Course(other.from(), other.width(), mean);
    }

    private static void spread(double[] mean, Course into, long from, long width, double value) {
        int first = (int) Math.max(0, Math.floorDiv(from - into.from(), into.width()));
        for (int bin = first; bin < mean.length && into.from() + into.width() * bin < from + width; bin++) {
            long start = Math.max(from, into.from() + into.width() * bin);
            long end = Math.min(from + width, into.from() + into.width() * (bin + 1));
            mean[bin] += value * Math.max(0, end - start) / into.width();
        }
    }

    /** From the first stretch in which anything took place to the last. */
    public Course course() {
        settle();
        int first = 0;
        int last = BINS - 1;
        while (first < BINS && part[first] == 0) {
            first++;
        }
        while (last > first && part[last] == 0) {
            last--;
        }
        if (first == BINS) {
            return Course.NOTHING;
        }
        double[] mean = new double[last - first + 1];
        for (int bin = first; bin <= last; bin++) {
            mean[bin - first] = part[bin] / width;
        }
        return new Course(begin + width * first, width, mean);
    }

    private static long bounded(long time) {
        return Math.max(0, Math.min(LATEST, time));
    }

    private int bin(long time) {
        return (int) Math.min(BINS - 1, (time - begin) / width);
    }

    private void cover(long time) {
        if (!begun) {
            begin = time;
            begun = true;
        }
        while (time < begin) {
            halve();
            System.arraycopy(part, 0, part, BINS / 2, BINS / 2);
            Arrays.fill(part, 0, BINS / 2, 0);
            begin -= width * (BINS / 2);
        }
        while (time > begin + width * BINS) {
            halve();
        }
    }

    /** All that was spent is in {@code part} then. */
    private void settle() {
        double running = 0;
        for (int bin = 0; bin < BINS; bin++) {
            running += whole[bin];
            part[bin] += running * width;
        }
        Arrays.fill(whole, 0);
    }

    private void halve() {
        settle();
        for (int bin = 0; bin < BINS / 2; bin++) {
            part[bin] = part[2 * bin] + part[2 * bin + 1];
        }
        Arrays.fill(part, BINS / 2, BINS, 0);
        width *= 2;
    }
}
