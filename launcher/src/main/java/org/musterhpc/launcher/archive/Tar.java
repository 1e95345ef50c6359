package org.musterhpc.launcher.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Headers of the tar format as POSIX has it (ustar), for plain files with short names. */
final class Tar {
    static final int BLOCK = 512;
    /** What eleven octal digits can say. */
    static final long MOST = (1L << 33) - 1;

    private static final int NAME = 100;
    private static final int MODE = 100;
    private static final int SIZE = 124;
    private static final int TIME = 136;
    private static final int SUM = 148;
    private static final int SUM_LENGTH = 8;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int USER = 265;
    private static final int PREFIX = 345;
    private static final int PREFIX_END = 500;
    private static final int NUMBER = 12;

    private Tar() {}

    /** A plain file, to be read by its owner alone. */
    record Entry(String name, long size) {}

    static byte[] header(Entry entry, long seconds) {
        byte[] block = new byte[BLOCK];
        put(block, 0, entry.name());
        put(block, MODE, "0000600\0" + "0000000\0" + "0000000\0");
        put(block, SIZE, String.format("%011o\0", entry.size()));
        put(block, TIME, String.format("%011o\0", seconds));
        block[TYPE] = '0';
        put(block, MAGIC, "ustar\0" + "00");
        put(block, USER, "muster");
        put(block, SUM, String.format("%06o\0 ", sum(block)));
        return block;
    }

    /** How many bytes follow a file so that the next block begins. */
    static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    static boolean blank(byte[] block) {
        return Arrays.equals(block, new byte[BLOCK]);
    }

    /** @throws ArchiveException where it is no header, or of anything but a plain file: a link, a folder, a device, a name elsewhere */
    static Entry read(byte[] block) throws ArchiveException {
        if (number(block, SUM, SUM_LENGTH) != sum(block)) {
            throw new ArchiveException("is damaged, or no archive of tasks");
        }
        boolean plain = block[TYPE] == '0'
                && block[LINK] == 0
                && text(block, PREFIX, PREFIX_END).isEmpty();
        if (!plain) {
            throw new ArchiveException("holds what muster export never writes: a link, a folder, or a longer name");
        }
        return new Entry(text(block, 0, NAME), number(block, SIZE, NUMBER));
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static String text(byte[] block, int from, int to) {
        int end = from;
        while (end < to && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private static long number(byte[] block, int at, int length) throws ArchiveException {
        String digits = text(block, at, at + length).strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw new ArchiveException("is damaged, or no archive of tasks");
        }
        return Long.parseLong(digits, 8);
    }

    /** Of all bytes, those of the sum taken for blanks. */
    private static long sum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= SUM && i < SUM + SUM_LENGTH ? ' ' : block[i] & 0xff;
        }
        return sum;
    }
}
