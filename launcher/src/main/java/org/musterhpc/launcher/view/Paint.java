package org.musterhpc.launcher.view;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Colours, of which the eight that every terminal theme chooses for itself are used, or none. */
public record Paint(boolean on) {
    static final char ESCAPE = '\u001b';

    static final String RESET = ESCAPE + "[0m";
    private static final Pattern SEQUENCE = Pattern.compile(ESCAPE + "\\[(?:[012]|3[1236])m");

    /** How long one of our own sequences is that begins here; 0 where none does. */
    static int sequenceAt(String text, int at) {
        Matcher sequence = SEQUENCE.matcher(text).region(at, text.length());
        return sequence.lookingAt() ? sequence.end() - at : 0;
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String warn(String text) {
        return paint("33", text);
    }

    public String busy(String text) {
        return paint("36", text);
    }

    public String dim(String text) {
        return paint("2", text);
    }

    public String bold(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return on && !text.isEmpty() ? ESCAPE + "[" + code + "m" + text + RESET : text;
    }
}
