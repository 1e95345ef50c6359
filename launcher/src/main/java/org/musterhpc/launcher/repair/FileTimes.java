package org.musterhpc.launcher.repair;

/**
 * Names of the files of one folder and when each was changed last: 24 bytes of memory each at most, for there may be millions.
 * Names are known by 64 bits: of a million, two are taken for one another in one folder of thirty million.
 */
final class FileTimes {
    private static final int SMALLEST = 1 << 4;

    private long[] hashes = new long[SMALLEST];
    private int[] times = new int[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    void put(String name, long seconds) {
        if (2 * size >= hashes.length) {
            grow();
        }
        put(hash(name), (int) Math.max(0, Math.min(Integer.MAX_VALUE, seconds)));
    }

    /** {@link Disk#GONE} where it is not there. */
    long of(String name) {
        long hash = hash(name);
        int slot = slot(hash);
        while (hashes[slot] != 0) {
            if (hashes[slot] == hash) {
                return times[slot];
            }
            slot = (slot + 1) & (hashes.length - 1);
        }
        return Disk.GONE;
    }

    private void put(long hash, int time) {
        int slot = slot(hash);
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & (hashes.length - 1);
        }
        size += hashes[slot] == 0 ? 1 : 0;
        hashes[slot] = hash;
        times[slot] = time;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldTimes = times;
        hashes = new long[2 * oldHashes.length];
        times = new int[2 * oldTimes.length];
        size = 0;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                put(oldHashes[i], oldTimes[i]);
            }
        }
    }

    private int slot(long hash) {
        return (int) hash & (hashes.length - 1);
    }

    /** FNV-1a, and its bits mixed as MurmurHash3 does; never 0. */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}
