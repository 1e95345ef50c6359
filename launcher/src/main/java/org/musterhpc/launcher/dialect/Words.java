package org.musterhpc.launcher.dialect;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Walltime;

/** Words of command lines and of answers. */
final class Words {
    private Words() {}

    static List<String> of(List<String> first, List<String> more) {
        return Stream.concat(first.stream(), more.stream()).toList();
    }

    /** Null where it is not a number that fits. */
    static @Nullable Integer number(String text) {
        String digits = text.strip();
        return digits.matches("\\d{1,9}") ? Integer.valueOf(digits) : null;
    }

    /** The number between the two; empty where it is not of that form. */
    static OptionalInt between(String text, String before, String after) {
        if (!text.startsWith(before) || !text.endsWith(after) || text.length() < before.length() + after.length()) {
            return OptionalInt.empty();
        }
        Integer number = number(text.substring(before.length(), text.length() - after.length()));
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Whole ones, rounded up: neither scheduler reads a fraction. */
    static long mebibytes(long bytes) {
        return (bytes + (1L << 20) - 1) >> 20;
    }

    /**
     * A limit as a scheduler prints it; null for none, and for a word such as {@code UNLIMITED}.
     *
     * @param one what a bare number counts: minutes in Slurm, seconds in PBS
     */
    static @Nullable Duration walltime(@Nullable String text, Duration one) {
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

    /** Of {@code A=1 B=2}. */
    static Map<String, String> pairs(String line) {
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
