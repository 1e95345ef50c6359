package org.musterhpc.launcher.view;

/** How many columns text takes on a terminal, and text made to fit. */
public final class TextWidth {
    private TextWidth() {}

    /** Columns taken, colours not counted. */
    public static int of(String text) {
        int columns = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (point == 0x1b) {
                at = afterEscape(text, at);
                continue;
            }
            columns += of(point);
            at += Character.charCount(point);
        }
        return columns;
    }

    /** Cut at the end, with {@code ellipsis}; text with colours must be cut before it is painted. */
    public static String cut(String text, int columns, String ellipsis) {
        return of(text) <= columns ? text : take(text, Math.max(0, columns - of(ellipsis))) + ellipsis;
    }

    public static String padRight(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    public static String padLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - of(text))) + text;
    }

    private static String take(String text, int columns) {
        int used = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            used += of(point);
            if (used > columns) {
                break;
            }
            at += Character.charCount(point);
        }
        return text.substring(0, at);
    }

    private static int afterEscape(String text, int escape) {
        int end = text.indexOf('m', escape);
        return end < 0 ? text.length() : end + 1;
    }

    private static int of(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return wide(point) ? 2 : 1;
    }

    /** The blocks of Unicode's East Asian Width "W" and "F" that file names really have. */
    private static boolean wide(int point) {
        return point >= 0x1100
                && (point <= 0x115f
                        || (point >= 0x2e80 && point <= 0xa4cf)
                        || (point >= 0xac00 && point <= 0xd7a3)
                        || (point >= 0xf900 && point <= 0xfaff)
                        || (point >= 0xfe30 && point <= 0xfe6f)
                        || (point >= 0xff00 && point <= 0xff60)
                        || (point >= 0x1f300 && point <= 0x1faff)
                        || (point >= 0x20000 && point <= 0x3fffd));
    }
}
