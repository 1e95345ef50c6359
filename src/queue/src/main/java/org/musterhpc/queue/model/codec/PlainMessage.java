package org.musterhpc.queue.model.codec;

import org.jspecify.annotations.Nullable;

/**
 * Knows a message that is sure to come out of {@link MessageCodec} as it went in, without building it: {@code n}, {@code id}
 * and {@code params} in this order, the parameters texts, true, false, null, or numbers whose form Java does not change. It
 * need not know all such messages: the codec reads what this leaves.
 */
final class PlainMessage {
    private static final int MOST_PARAMS = 64;
    /** No number of more is looked at: it might be too large for a {@code long}. */
    private static final int MOST_DIGITS = 18;
    /** Java writes smaller fractions with an exponent. */
    private static final int MOST_PLACES = 6;

    private final String text;
    private final int[] names = new int[2 * MOST_PARAMS];
    private int params;
    private int at;

    private PlainMessage(String text) {
        this.text = text;
    }

    /** The message; null where it may be another than it seems, or none. */
    static @Nullable MessageText read(String line) {
        return new PlainMessage(line).message();
    }

    private @Nullable MessageText message() {
        if (!skip("{\"n\":") || !digits() || text.charAt(5) == '0') {
            return null;
        }
        int endOfNumber = at;
        if (!skip(",\"id\":")) {
            return null;
        }
        int begin = at + 1;
        if (!quoted()) {
            return null;
        }
        String id = text.substring(begin, at - 1);
        if (id.isEmpty() || id.indexOf('\\') >= 0) {
            return null;
        }
        if (skip(",\"params\":") && !params()) {
            return null;
        }
        if (!skip("}") || at != text.length()) {
            return null;
        }
        return new MessageText(Long.parseLong(text, 5, endOfNumber, 10), id, text, true);
    }

    private boolean params() {
        if (!skip("{")) {
            return false;
        }
        do {
            int name = at;
            if (params == MOST_PARAMS || !quoted() || known(name, at)) {
                return false;
            }
            names[2 * params] = name;
            names[2 * params + 1] = at;
            params++;
            if (!skip(":") || !value()) {
                return false;
            }
        } while (skip(","));
        return skip("}");
    }

    /** Whether there is a parameter of that name: the last one would win, and another be read than was signed. */
    private boolean known(int from, int to) {
        for (int i = 0; i < params; i++) {
            int length = names[2 * i + 1] - names[2 * i];
            if (length == to - from && text.regionMatches(names[2 * i], text, from, length)) {
                return true;
            }
        }
        return false;
    }

    private boolean value() {
        return switch (at < text.length() ? text.charAt(at) : ' ') {
            case '"' -> quoted();
            case 't' -> skip("true");
            case 'f' -> skip("false");
            case 'n' -> skip("null");
            default -> number();
        };
    }

    /** A number as it would be written again: neither -0 nor an exponent, nor a fraction that would be given one. */
    private boolean number() {
        boolean negative = skip("-");
        int begin = at;
        if (!digits()) {
            return false;
        }
        boolean whole = text.charAt(begin) != '0';
        int places = 0;
        boolean something = whole;
        if (skip(".")) {
            for (; at < text.length() && isDigit(text.charAt(at)); at++, places++) {
                something |= text.charAt(at) != '0';
            }
            if (places == 0) {
                return false;
            }
        }
        return (something || !negative) && (whole || places <= MOST_PLACES);
    }

    /** A whole number without zeros before it. */
    private boolean digits() {
        int begin = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        int count = at - begin;
        return count == 1 || (count > 1 && count <= MOST_DIGITS && text.charAt(begin) != '0');
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /** A text in quotes, with no other escapes than those that there is no other way to write. */
    private boolean quoted() {
        if (!skip("\"")) {
            return false;
        }
        while (at < text.length()) {
            char letter = text.charAt(at++);
            if (letter == '"') {
                return true;
            }
            if (letter < ' ') {
                return false;
            }
            if (letter == '\\' && (at == text.length() || "\"\\bfnrt".indexOf(text.charAt(at++)) < 0)) {
                return false;
            }
        }
        return false;
    }

    private boolean skip(String expected) {
        if (!text.startsWith(expected, at)) {
            return false;
        }
        at += expected.length();
        return true;
    }
}
