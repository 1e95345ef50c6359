package org.musterhpc.launcher.expand;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Keys that were seen, and on which line: 20 bytes of memory each at best, for there may be millions. Kept as 128 bits of
 * their SHA-256, so two keys that differ are never taken for the same.
 */
final class SeenKeys {
    private static final int SMALLEST = 1 << 10;

    private final MessageDigest sha = Sha256.start();
    private long[] hashes = new long[2 * SMALLEST];
    private int[] lines = new int[SMALLEST];
    private int size;

    /** Notes a key; the line where it was seen before, or 0. */
    int add(String key, int line) {
        if (2 * size >= lines.length) {
            grow();
        }
        ByteBuffer hash = ByteBuffer.wrap(sha.digest(key.getBytes(StandardCharsets.UTF_8)));
        int before = put(hash.getLong(), hash.getLong(), Math.max(1, line));
        size += before == 0 ? 1 : 0;
        return before;
    }

    private int put(long high, long low, int line) {
        int mask = lines.length - 1;
        int slot = (int) high & mask;
        while (lines[slot] != 0) {
            if (hashes[2 * slot] == high && hashes[2 * slot + 1] == low) {
                return lines[slot];
            }
            slot = (slot + 1) & mask;
        }
        hashes[2 * slot] = high;
        hashes[2 * slot + 1] = low;
        lines[slot] = line;
        return 0;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldLines = lines;
        hashes = new long[2 * oldHashes.length];
        lines = new int[2 * oldLines.length];
        for (int i = 0; i < oldLines.length; i++) {
            if (oldLines[i] != 0) {
                put(oldHashes[2 * i], oldHashes[2 * i + 1], oldLines[i]);
            }
        }
    }
}
