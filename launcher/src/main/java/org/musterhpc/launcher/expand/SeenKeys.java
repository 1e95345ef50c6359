package org.musterhpc.launcher.expand;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.musterhpc.launcher.text.Sha256;

/**
 * Keys that were seen, and on which line: 20 bytes of memory each at best, for there may be millions. Kept as 128 bits of
 * their SHA-256, so two keys that differ are never taken for the same.
 */
final class SeenKeys {
    private static final int SMALLEST = 1 << 10;

    private final MessageDigest sha = Sha256.digest();
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

    /** The line that was noted with a key; 0 where it was not seen. */
    int line(String key) {
        return lines[slot(key)];
    }

    /** How often {@link #count} counted a key. */
    int counted(String key) {
        return Math.max(0, line(key) - 1);
    }

    /** Counts a key, instead of noting a line; how often it was counted. */
    int count(String key) {
        add(key, 0); // there is room for it now
        int slot = slot(key);
        lines[slot]++;
        return lines[slot] - 1;
    }

    private int slot(String key) {
        ByteBuffer hash = ByteBuffer.wrap(sha.digest(key.getBytes(StandardCharsets.UTF_8)));
        return slot(hash.getLong(), hash.getLong());
    }

    private int put(long high, long low, int line) {
        int slot = slot(high, low);
        if (lines[slot] != 0) {
            return lines[slot];
        }
        hashes[2 * slot] = high;
        hashes[2 * slot + 1] = low;
        lines[slot] = line;
        return 0;
    }

    /** Where a key stands, or would stand. */
    private int slot(long high, long low) {
        int mask = lines.length - 1;
        int slot = (int) high & mask;
        while (lines[slot] != 0 && (hashes[2 * slot] != high || hashes[2 * slot + 1] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
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
