package org.musterhpc.launcher.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times and durations for people, and as RFC 3339 for programs. */
public final class Times {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Times() {}

    /** RFC 3339 in UTC, to the millisecond: {@code 2026-11-23T20:15:03.120Z}. */
    public static String rfc3339(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MILLIS));
    }

    /** As a person's own clock shows it. */
    public static String local(Instant time, ZoneId zone) {
        return LOCAL.format(time.atZone(zone));
    }

    /** As a stopwatch: {@code 0:08}, {@code 3:21}, {@code 1:02:03}, {@code 2d 03:04:05}. */
    public static String clock(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long days = seconds / 86_400;
        long hours = seconds / 3600 % 24;
        if (days > 0) {
            return String.format(Locale.ROOT, "%dd %02d:%02d:%02d", days, hours, seconds / 60 % 60, seconds % 60);
        }
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    /** As precise as it is of use: {@code 230 ms}, {@code 1.24 s}, {@code 14.2 s}, then as {@link #clock}. */
    public static String exact(double seconds) {
        if (seconds < 1) {
            return Math.round(seconds * 1000) + " ms";
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
        }
        return clock(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    /** As it is understood, nothing rounded away but fractions of a second: {@code 12 h}, {@code 1 d 6 h}, {@code 500 ms}. */
    public static String words(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        List<String> parts = new ArrayList<>();
        part(parts, duration.toDays(), "d");
        part(parts, duration.toHoursPart(), "h");
        part(parts, duration.toMinutesPart(), "min");
        part(parts, duration.toSecondsPart(), "s");
        return String.join(" ", parts);
    }

    private static void part(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + " " + unit);
        }
    }

    /** As a guess is spoken of: {@code 5 s}, {@code 3 min}, {@code 2 h 10 min}, {@code 3 d 4 h}. */
    public static String about(Duration duration) {
        long seconds = Math.max(1, duration.toSeconds());
        if (seconds < 90) {
            return seconds + " s";
        }
        long minutes = Math.round(seconds / 60.0);
        if (minutes < 90) {
            return minutes + " min";
        }
        long hours = minutes / 60;
        return hours < 48 ? hours + " h " + minutes % 60 + " min" : hours / 24 + " d " + hours % 24 + " h";
    }
}
