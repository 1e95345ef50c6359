package org.musterhpc.launcher.view;

/**
 * How text has to look where it goes to.
 *
 * @param width columns of the terminal; where there is none, {@link #UNBOUNDED}
 * @param colour whether escape sequences for colours are wanted
 * @param utf8 whether more than ASCII can be shown
 * @param live whether it is a terminal: lines may be drawn again, and numbers are grouped for the eye
 */
public record TextStyle(int width, boolean colour, boolean utf8, boolean live) {
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /** For a file or a pipe: no colour, nothing is cut off, digits as programs read them. */
    public static TextStyle plain(boolean utf8) {
        return new TextStyle(UNBOUNDED, false, utf8, false);
    }

    public Paint paint() {
        return new Paint(colour);
    }

    public Glyphs glyphs() {
        return utf8 ? Glyphs.UTF8 : Glyphs.ASCII;
    }

    /** The width to lay things out in: never so wide that the eye loses the line. */
    public int layoutWidth() {
        return Math.max(30, Math.min(width, 100));
    }

    /** A whole number, in groups of three on a terminal. */
    public String count(long number) {
        return live ? Numbers.grouped(number) : Long.toString(number);
    }

    /** The same, for lines that are put behind an indentation of so many columns. */
    public TextStyle behind(int columns) {
        return new TextStyle(width == UNBOUNDED ? width : width - columns, colour, utf8, live);
    }
}
