package org.musterhpc.launcher.view;

/** Colours, of which the eight that every terminal theme chooses for itself are used, or none. */
public record Paint(boolean on) {
    private static final String RESET = "\u001b[0m";

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
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
    }
}
