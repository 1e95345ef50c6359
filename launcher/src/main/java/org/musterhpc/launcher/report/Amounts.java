package org.musterhpc.launcher.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Times;

/** How times and amounts are written in a report: whoever reads it may be anywhere, so times are in UTC. */
final class Amounts {
    private static final long KIBIBYTE = 1_024;
    private static final double HOUR = 3_600;

    private Amounts() {}

    static String at(long millis) {
        return at(Instant.ofEpochMilli(millis));
    }

    static String at(Instant time) {
        return Times.local(time, ZoneOffset.UTC) + " UTC";
    }

    static String time(long millis) {
        return Times.exact(millis / 1000.0);
    }

    static String time(Duration time) {
        return Times.words(time);
    }

    /** Hours of slots or processors; of less than one, as a stopwatch. */
    static String hours(double seconds) {
        return seconds < HOUR ? Times.exact(seconds) : Numbers.rate(seconds / HOUR) + " h";
    }

    static String memory(long kibibytes) {
        return Numbers.bytes(kibibytes * KIBIBYTE);
    }

    static String count(long number) {
        return Numbers.grouped(number);
    }

    /** Of something, rounded; nothing where there is nothing of it. */
    static String share(double part, double whole) {
        return whole <= 0 ? "" : Math.round(100 * part / whole) + "%";
    }
}
