package org.musterhpc.queue.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as users write them: {@code 500M}, {@code 2G}, {@code 1.5GiB}; units are powers of 1024. */
public final class MemorySize {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,18}(?:\\.\\d{1,6})?)\\s*([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
    /** An exbibyte: what is more is a mistake. */
    public static final long MOST = 1L << 60;

    private static final String UNITS = "KMGT";

    private MemorySize() {}

    /**
     * Reads an amount, in bytes where there is no unit.
     *
     * @throws IllegalArgumentException with a text that names the value and what is allowed
     */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an amount of memory; write 500M, 2G or 1.5G");
        }
        String unit = form.group(2).toUpperCase(Locale.ROOT);
        long scale = unit.isEmpty() ? 1 : 1L << (10 * (UNITS.indexOf(unit) + 1));
        long bytes = Math.round(Double.parseDouble(form.group(1)) * scale);
        if (bytes > MOST) {
            throw new IllegalArgumentException("'" + text + "' is more memory than there is; write 500M, 2G or 1.5G");
        }
        return bytes;
    }

    /** With the largest unit that keeps the number whole: {@code 2G}, {@code 1536M}. */
    public static String format(long bytes) {
        for (int power = UNITS.length(); power > 0; power--) {
            long scale = 1L << (10 * power);
            if (bytes >= scale && bytes % scale == 0) {
                return bytes / scale + UNITS.substring(power - 1, power);
            }
        }
        return Long.toString(bytes);
    }
}
