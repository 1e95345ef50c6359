package org.musterhpc.launcher.view;

/**
 * Text of others (output of tasks, names, reasons) that is shown on a terminal: what would move the cursor, change the
 * title or run a command of the terminal is shown as what it is.
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
                safe.append(String.format("\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    /** Characters that reorder what stands around them, so that a name looks like another. */
    private static boolean bidirectional(char c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
    }
}
