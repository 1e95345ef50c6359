package org.musterhpc.launcher.yaml;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;

/** Words that are not just texts, read as YAML 1.2 does. Complaints are what, then {@code "; "} and what to do. */
final class Scalars {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,10}");

    private Scalars() {}

    static boolean isNull(String text) {
        return NULLS.contains(text);
    }

    static int whole(String text, int least, int most) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number; " + between(least, most));
        }
        long number = Long.parseLong(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    text + " is too " + (number < least ? "small" : "large") + "; " + between(least, most));
        }
        return (int) number;
    }

    private static String between(int least, int most) {
        return most == Integer.MAX_VALUE
                ? "write a number from " + least + " on"
                : "write a number from " + least + " to " + most;
    }

    static boolean flag(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default ->
                throw new IllegalArgumentException("'" + text + "' is neither true nor false; write true or false");
        };
    }

    static String choice(String text, Collection<String> words) {
        if (!words.contains(text)) {
            throw new IllegalArgumentException("'" + text + "' is not known; " + Section.meant(text, words));
        }
        return text;
    }
}
