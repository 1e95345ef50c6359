package org.musterhpc.launcher.view;

/**
 * Text of others (output of tasks, names, reasons) that is shown on a terminal: what would move the cursor, change the
 * title or run a command of the terminal is shown as what it is.
 *
 * <p>Views make each foreign text harmless where they take it in, as only there is it known to be foreign;
 * {@link Output} does it once more with every line, for what was forgotten.
 */
public final class Harmless {
    private Harmless() {}

    /** Line ends and tabs are kept. */
    public static String text(String foreign) {
        return replace(foreign, true);
    }

    /** For one line or a cell: line ends and tabs become spaces, too. */
    public static String line(String foreign) {
        return replace(foreign, false);
    }

    /** Lines with our own colours in them: those are kept where {@code colour} says so, everything else is not. */
    static String painted(String lines, boolean colour) {
        int escape = colour ? lines.indexOf(Paint.ESCAPE) : -1;
        if (escape < 0) {
            return text(lines);
        }
        StringBuilder safe = new StringBuilder(lines.length());
        int from = 0;
        while (escape >= 0) {
            int length = Paint.sequenceAt(lines, escape);
            if (length > 0) {
                safe.append(text(lines.substring(from, escape))).append(lines, escape, escape + length);
                from = escape + length;
            }
            escape = lines.indexOf(Paint.ESCAPE, Math.max(from, escape + 1));
        }
        return safe.append(text(lines.substring(from))).toString();
    }

    /** JSON that is valid already: what it need not escape but a terminal obeys is escaped, too. */
    public static String json(String json) {
        StringBuilder safe = new StringBuilder(json.length());
        for (int at = 0; at < json.length(); at++) {
            char c = json.charAt(at);
            if (c >= 0x7f && (c < 0xa0 || bidirectional(c))) {
                safe.append(code(c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    private static String code(char c) {
        return String.format("\\u%04x", (int) c);
    }

    private static String replace(String foreign, boolean keepLines) {
        StringBuilder safe = new StringBuilder(foreign.length());
        for (int at = 0; at < foreign.length(); at++) {
            char c = foreign.charAt(at);
            boolean windowsLineEnd = c == '\r' && at + 1 < foreign.length() && foreign.charAt(at + 1) == '\n';
            if (windowsLineEnd && keepLines) {
                continue;
            }
            if (c == '\n' || c == '\t') {
                safe.append(keepLines ? c : ' ');
            } else if (c < 0x20) {
                safe.append('^').append((char) (c + '@'));
            } else if (c == 0x7f) {
                safe.append("^?");
            } else if ((c > 0x7f && c < 0xa0) || bidirectional(c)) {
                safe.append(code(c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    /** Characters that reorder what stands around them, so that a name looks like another. */
    private static boolean bidirectional(char c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x61c;
    }
}
