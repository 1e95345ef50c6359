package org.musterhpc.launcher.text;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads texts in UTF-8, and tells what they are in where they are not. */
public final class Utf8 {
    private static final int LOOK = 4096;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Of the bytes of a text in UTF-16 that is mostly Latin, about half are 0. */
    private static final int ZEROS_AT_LEAST_ONE_IN = 8;

    private Utf8() {}

    /**
     * The text behind a byte order mark, if there is one; reading fails with a
     * {@link java.nio.charset.CharacterCodingException} where it is not UTF-8.
     *
     * @throws ForeignText where the first bytes tell that it is in UTF-16 or UTF-32, or packed
     */
    public static Reader reader(InputStream in) throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(in, LOOK);
        bytes.mark(LOOK);
        byte[] first = new byte[LOOK];
        int read = Math.max(0, bytes.read(first));
        byte[] seen = Arrays.copyOf(first, read);
        refuseForeign(seen);
        bytes.reset();
        if (begins(seen, MARK)) {
            bytes.skipNBytes(MARK.length);
        }
        return new InputStreamReader(
                bytes, StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
    }

    /**
     * @param first bytes of a text, as many as there are at hand
     * @throws ForeignText where they tell that it is in UTF-16 or UTF-32, or packed
     */
    public static void refuseForeign(byte[] first) throws ForeignText {
        refusePacked(first);
        String encoding = foreign(first.length > LOOK ? Arrays.copyOf(first, LOOK) : first);
        if (encoding != null) {
            throw ForeignText.encoded(encoding);
        }
    }

    private static void refusePacked(byte[] first) throws ForeignText {
        if (begins(first, new byte[] {0x1F, (byte) 0x8B})) {
            throw ForeignText.packed("gzip", "zcat");
        }
        if (begins(first, new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0})) {
            throw ForeignText.packed("xz", "xzcat");
        }
        if (begins(first, new byte[] {(byte) 0x28, (byte) 0xB5, 0x2F, (byte) 0xFD})) {
            throw ForeignText.packed("zstd", "zstdcat");
        }
        if (first.length > 9 && begins(first, new byte[] {'B', 'Z', 'h'}) && first[4] == '1' && first[5] == 'A') {
            throw ForeignText.packed("bzip2", "bzcat");
        }
        if (begins(first, new byte[] {'P', 'K', 3, 4})) {
            throw ForeignText.zipped();
        }
    }

    /** As {@code iconv} calls it; null: nothing speaks against UTF-8. */
    private static @Nullable String foreign(byte[] first) {
        if (begins(first, new byte[] {-1, -2, 0, 0}) || begins(first, new byte[] {0, 0, -2, -1})) {
            return "UTF-32";
        }
        if (begins(first, new byte[] {-1, -2}) || begins(first, new byte[] {-2, -1})) {
            return "UTF-16";
        }
        int[] zeros = new int[2];
        for (int i = 0; i < first.length; i++) {
            zeros[i % 2] += first[i] == 0 ? 1 : 0;
        }
        boolean many = (zeros[0] + zeros[1]) * ZEROS_AT_LEAST_ONE_IN > first.length;
        if (!many || (zeros[0] > 0 && zeros[1] > 0)) {
            return null;
        }
        return zeros[1] > 0 ? "UTF-16LE" : "UTF-16BE";
    }

    private static boolean begins(byte[] bytes, byte[] with) {
        return bytes.length >= with.length && Arrays.equals(Arrays.copyOf(bytes, with.length), with);
    }
}
