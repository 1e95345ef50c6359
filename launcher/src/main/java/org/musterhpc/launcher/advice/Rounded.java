package org.musterhpc.launcher.advice;

import java.time.Duration;

/** Amounts as people ask for them: never less than what is needed, and no stranger than they have to be. */
final class Rounded {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long MEBIBYTE = 1L << 20;
    private static final long GIBIBYTE = 1L << 30;

    private Rounded() {}

    /** At least 10 s: a task has to be started, too. */
    static Duration walltime(double milliseconds) {
        long step = milliseconds <= MINUTE
                ? 10 * SECOND
                : milliseconds <= 10 * MINUTE
                        ? MINUTE
                        : milliseconds <= HOUR ? 5 * MINUTE : milliseconds <= 12 * HOUR ? 15 * MINUTE : HOUR;
        return Duration.ofMillis(up(milliseconds, step));
    }

    /** In bytes; at least 64 MiB. */
    static long memory(double bytes) {
        long step = bytes <= GIBIBYTE / 2.0
                ? 64 * MEBIBYTE
                : bytes <= GIBIBYTE ? 256 * MEBIBYTE : bytes <= 16.0 * GIBIBYTE ? GIBIBYTE : 4 * GIBIBYTE;
        return up(bytes, step);
    }

    private static long up(double amount, long step) {
        return Math.max(1, (long) Math.ceil(amount / step)) * step;
    }

    /** As a campaign file has it: {@code 6m}, {@code 90s}, {@code 2h}. */
    static String text(Duration walltime) {
        long seconds = walltime.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
