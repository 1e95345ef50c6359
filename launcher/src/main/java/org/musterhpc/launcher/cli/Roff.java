package org.musterhpc.launcher.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in roff, with the macros of {@code man}. All that is no ASCII is written by its number: no locale changes what is shown. */
final class Roff {
    private final List<String> lines = new ArrayList<>();

    /** @param name in capitals, as pages are titled */
    Roff(String name, String version) {
        lines.add(".\\\" Made by muster help --man; changes belong into the program.");
        // Without a date, so that the same sources give the same bytes.
        lines.add(".TH \"" + escaped(name) + "\" 1 \"\" \"Muster " + escaped(version) + "\" \"Manual of Muster\"");
        lines.add(".nh"); // names and options are not to be hyphenated
        lines.add(".ad l");
    }

    Roff section(String title) {
        lines.add(".SH \"" + escaped(title) + "\"");
        return this;
    }

    /** A paragraph; its text may hold what {@link #bold} and {@link #italic} give. */
    Roff paragraph(String roff) {
        lines.add(".PP");
        return text(roff);
    }

    /** More of what stands before. */
    Roff text(String roff) {
        lines.add(guarded(roff));
        return this;
    }

    /** The next begins a line. */
    Roff lineBreak() {
        lines.add(".br");
        return this;
    }

    /** A word, and what it means beside or below it. */
    Roff item(String tag, String meaning) {
        lines.add(".TP");
        return text(tag).text(meaning.isEmpty() ? "\\&" : meaning);
    }

    static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    static String italic(String text) {
        return "\\fI" + escaped(text) + "\\fR";
    }

    static String escaped(String text) {
        StringBuilder roff = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\\' -> roff.append("\\e");
                case '-' -> roff.append("\\-");
                case '\'' -> roff.append("\\(aq");
                case '"' -> roff.append("\\(dq");
                case '`' -> roff.append("\\(ga");
                case '^' -> roff.append("\\(ha");
                case '~' -> roff.append("\\(ti");
                case '\n' -> roff.append(' ');
                default -> {
                    if (point > 126) {
                        roff.append(String.format("\\[u%04X]", point));
                    } else {
                        roff.appendCodePoint(point);
                    }
                }
            }
        });
        return roff.toString();
    }

    /** A dot at the start of a line would be a command. */
    private static String guarded(String roff) {
        return roff.startsWith(".") ? "\\&" + roff : roff;
    }

    String page() {
        return String.join("\n", lines) + "\n";
    }
}
