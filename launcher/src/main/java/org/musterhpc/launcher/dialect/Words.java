package org.musterhpc.launcher.dialect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Walltime;

/** Words of command lines and of answers. */
public final class Words {
    private static final int PORTION = 500;
    private static final String UNITS = " kmgtp";
    /** PBS has words beside bytes: eight of them each. */
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmgtp]?)([bw]?)");

    private Words() {}

    public static List<String> of(List<String> first, List<String> more) {
        return Stream.concat(first.stream(), more.stream()).toList();
    }

    /** Several commands where one would be too long: over SSH a command is a single word, of 128 KiB at the most. */
    public static List<List<String>> portions(List<String> first, List<String> more) {
        List<List<String>> commands = new ArrayList<>();
        for (int from = 0; from < more.size(); from += PORTION) {
            commands.add(of(first, more.subList(from, Math.min(more.size(), from + PORTION))));
        }
        return commands;
    }

    /** Null where it is not a number that fits. */
    public static @Nullable Integer number(String text) {
        String digits = text.strip();
        return digits.matches("\\d{1,9}") ? Integer.valueOf(digits) : null;
    }

    /** The number between the two; empty where it is not of that form. */
    public static OptionalInt between(String text, String before, String after) {
        if (!text.startsWith(before) || !text.endsWith(after) || text.length() < before.length() + after.length()) {
            return OptionalInt.empty();
        }
        Integer number = number(text.substring(before.length(), text.length() - after.length()));
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Whole ones, rounded up: neither scheduler reads a fraction. */
    public static long mebibytes(long bytes) {
        return (bytes + (1L << 20) - 1) >> 20;
    }

    /**
     * A limit as a scheduler prints it; null for none, and for a word such as {@code UNLIMITED}.
     *
     * @param one what a bare number counts: minutes in Slurm, seconds in PBS
     */
    public static @Nullable Duration walltime(@Nullable String text, Duration one) {
        if (text == null) {
            return null;
        }
        Integer bare = number(text);
        if (bare != null) {
            return one.multipliedBy(bare);
        }
        try {
            return Walltime.parse(text.strip().matches("\\d+-\\d+") ? text.strip() + ":00" : text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Of {@code 4gb}, {@code 4096}; null for none, and for a word such as {@code UNLIMITED}.
     *
     * @param unit bytes, of a number without one
     */
    public static @Nullable Long bytes(@Nullable String text, long unit) {
        Matcher size = SIZE.matcher(text == null ? "" : text.strip().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            return null;
        }
        boolean bare = size.group(2).isEmpty() && size.group(3).isEmpty();
        long scale = bare ? unit : 1L << (10 * UNITS.indexOf(size.group(2).isEmpty() ? " " : size.group(2)));
        return Long.parseLong(size.group(1)) * scale * (size.group(3).equals("w") ? 8 : 1);
    }

    /** Of {@code A=1 B=2}. */
    public static Map<String, String> pairs(String line) {
        Map<String, String> pairs = new HashMap<>();
        for (String word : line.split("\\s+", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                pairs.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return pairs;
    }
}
