package org.musterhpc.queue.model.codec;

import java.time.Instant;

/** Writes times as {@link Instant#toString} does. Of the many that lie in one second, all but the fraction is made once. */
final class Moments {
    private static final String ZEROS = "000000000";
    /** Read and replaced as a whole, so that threads need not wait for one another. */
    private static volatile Second last = new Second(0, "1970-01-01T00:00:00");

    private Moments() {}

    /** @param text without the fraction and the letter behind it */
    private record Second(long epoch, String text) {
        static Second of(long epoch) {
            String text = Instant.ofEpochSecond(epoch).toString();
            return new Second(epoch, text.substring(0, text.length() - 1));
        }
    }

    static void write(StringBuilder text, Instant time) {
        Second second = last;
        if (second.epoch() != time.getEpochSecond()) {
            second = Second.of(time.getEpochSecond());
            last = second;
        }
        text.append(second.text());
        int nanos = time.getNano();
        if (nanos != 0) {
            fraction(text.append('.'), nanos);
        }
        text.append('Z');
    }

    /** In groups of three digits, as few as it takes. */
    private static void fraction(StringBuilder text, int nanos) {
        int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
        int value = digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos;
        String shown = Integer.toString(value);
        text.append(ZEROS, 0, digits - shown.length()).append(shown);
    }
}
