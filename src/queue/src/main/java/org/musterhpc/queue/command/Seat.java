package org.musterhpc.queue.command;

import java.util.regex.Pattern;

/** What a placeholder's neighbours in a shell line ask of its value. */
final class Seat {
    private static final Pattern SUBSCRIPT = Pattern.compile("(?:[A-Za-z_][A-Za-z0-9_]*)?\\[[^]]*", Pattern.DOTALL);
    private static final String BEFORE_PLAIN = " \t\n/=.:@_-";
    private static final String BEHIND_PLAIN = " \t\n;)|/._-";

    private Seat() {}

    /** Whether {@code word[} is open here: bash calculates subscripts. */
    static boolean subscript(String text, int word, int at) {
        return SUBSCRIPT.matcher(text.substring(word, at)).matches();
    }

    static ValueQuoting quoting(String text, int at, int end, ShellFrame.Kind kind) {
        if (kind == ShellFrame.Kind.SINGLE) {
            return ValueQuoting.IN_SINGLE;
        }
        if (kind == ShellFrame.Kind.DOUBLE) {
            return ValueQuoting.IN_DOUBLE;
        }
        boolean before = at == 0 || fits(text.charAt(at - 1), BEFORE_PLAIN);
        boolean behind = end == text.length() || fits(text.charAt(end), BEHIND_PLAIN);
        return before && behind ? ValueQuoting.PLAIN : ValueQuoting.QUOTED;
    }

    /** What an error says of a place where no value is safe. */
    static String unsafe(String name, String where, String more) {
        return "{{" + name + "}} stands " + where + "; use \"$" + Parameters.variable(name) + "\"" + more + " instead";
    }

    private static boolean fits(char c, String also) {
        return also.indexOf(c) >= 0 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
