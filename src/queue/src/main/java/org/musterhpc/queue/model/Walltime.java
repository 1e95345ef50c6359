package org.musterhpc.queue.model;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users and schedulers write them: {@code 10m}, {@code 600s}, {@code 90}, {@code HH:MM:SS}, {@code D-HH:MM:SS}. */
public final class Walltime {
    private static final Pattern UNITS = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)?");
    /** A century: what is longer is a mistake, and would not fit into what others reckon with. */
    public static final Duration LONGEST = Duration.ofHours(999_999);

    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,5})-)?(\\d{1,6}):(\\d{1,2})(?::(\\d{1,2}))?");

    private Walltime() {}

    /**
     * Reads a duration; a bare number is seconds, {@code MM:SS} is minutes and seconds as in Slurm and PBS.
     *
     * @throws IllegalArgumentException with a text that names the value and what is allowed
     */
    public static Duration parse(String text) {
        Duration duration = read(text);
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is more than a century; write 10m, 600s, 2h, HH:MM:SS or D-HH:MM:SS");
        }
        return duration;
    }

    private static Duration read(String text) {
        String value = text.strip();
        Matcher units = UNITS.matcher(value);
        if (units.matches()) {
            long number = Long.parseLong(units.group(1));
            return switch (units.group(2) == null ? "s" : units.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                case "d" -> Duration.ofDays(number);
                default -> Duration.ofSeconds(number);
            };
        }
        Matcher clock = CLOCK.matcher(value);
        if (clock.matches()) {
            long days = clock.group(1) == null ? 0 : Long.parseLong(clock.group(1));
            long first = Long.parseLong(clock.group(2));
            long second = Long.parseLong(clock.group(3));
            boolean threeParts = clock.group(4) != null;
            long seconds = threeParts
                    ? first * 3600 + second * 60 + Long.parseLong(clock.group(4))
                    : days > 0 ? first * 3600 + second * 60 : first * 60 + second;
            return Duration.ofDays(days).plusSeconds(seconds);
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a duration; write 10m, 600s, 2h, HH:MM:SS or D-HH:MM:SS");
    }

    /** As {@code HH:MM:SS}, the form that every scheduler reads; hours may pass 99, fractions are rounded up. */
    public static String format(Duration duration) {
        long seconds = duration.plusMillis(999).toSeconds();
        return String.format("%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
