package org.musterhpc.queue.model;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as users and schedulers write them: {@code 10m}, {@code 600s}, {@code MM:SS}, {@code HH:MM:SS}, {@code D-HH:MM},
 * {@code D-HH:MM:SS}. What sbatch or qsub would read otherwise than a person may is refused, with both readings.
 */
public final class Walltime {
    /** A century: what is longer is a mistake, and would not fit into what others reckon with. */
    public static final Duration LONGEST = Duration.ofHours(999_999);

    private static final Pattern UNITS = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Pattern BARE = Pattern.compile("\\d{1,9}");
    private static final Pattern DAYS_HOURS = Pattern.compile("(\\d{1,5})-(\\d{1,6})");
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,5})-)?(\\d{1,6}):(\\d{1,2})(?::(\\d{1,2}))?");
    private static final String FORMS = "write 10m, 600s, 2h, HH:MM:SS or D-HH:MM:SS";

    private Walltime() {}

    /**
     * Reads a duration. As in Slurm, {@code MM:SS} is minutes and seconds, and behind days {@code HH:MM} hours and minutes.
     * A bare number, which Slurm takes for minutes and PBS for seconds, and {@code D-HH} are refused; 0 is 0 in any unit.
     *
     * @throws IllegalArgumentException with a text that names the value and what is allowed
     */
    public static Duration parse(String text) {
        Duration duration = read(text);
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is more than a century; " + FORMS);
        }
        return duration;
    }

    private static Duration read(String text) {
        String value = text.strip();
        Matcher units = UNITS.matcher(value);
        if (units.matches()) {
            long number = Long.parseLong(units.group(1));
            return switch (units.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                case "d" -> Duration.ofDays(number);
                default -> Duration.ofSeconds(number);
            };
        }
        Matcher clock = CLOCK.matcher(value);
        if (clock.matches()) {
            boolean withDays = clock.group(1) != null;
            long days = withDays ? Long.parseLong(clock.group(1)) : 0;
            long first = Long.parseLong(clock.group(2));
            long second = Long.parseLong(clock.group(3));
            String third = clock.group(4);
            long seconds = third != null
                    ? first * 3600 + second * 60 + Long.parseLong(third)
                    : withDays ? first * 3600 + second * 60 : first * 60 + second;
            return Duration.ofDays(days).plusSeconds(seconds);
        }
        if (BARE.matcher(value).matches() && Long.parseLong(value) == 0) {
            return Duration.ZERO;
        }
        throw refused(text, value);
    }

    private static IllegalArgumentException refused(String text, String value) {
        Matcher daysHours = DAYS_HOURS.matcher(value);
        if (daysHours.matches()) {
            String one = daysHours.group(1);
            String two = daysHours.group(2);
            return new IllegalArgumentException("'" + text + "' may mean " + one + " days and " + two
                    + " hours (as sbatch reads it) or " + one + " hours and " + two + " minutes; write " + one + "-"
                    + two
                    + ":00, or " + one + ":" + two + ":00");
        }
        if (BARE.matcher(value).matches()) {
            return new IllegalArgumentException("'" + text + "' may mean " + value + " seconds (as qsub reads it) or "
                    + value + " minutes (as sbatch does); write " + value + "s or " + value + "m");
        }
        return new IllegalArgumentException("'" + text + "' is not a duration; " + FORMS);
    }

    /** As {@code HH:MM:SS}, the form that every scheduler reads; hours may pass 99, fractions are rounded up. */
    public static String format(Duration duration) {
        long seconds = duration.plusMillis(999).toSeconds();
        return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
