package org.musterhpc.queue.command;

/** A template that cannot be used: what is wrong, at which line and column of it, and what to write instead. */
public final class TemplateException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String what;
    private final int line;
    private final int column;

    TemplateException(String template, int offset, String what) {
        this(what, lineOf(template, offset), offset - template.lastIndexOf('\n', offset - 1));
    }

    private TemplateException(String what, int line, int column) {
        super("line " + line + ", column " + column + ": " + what);
        this.what = what;
        this.line = line;
        this.column = column;
    }

    /** The text without the place, for callers that know where in a file the template stands. */
    public String what() {
        return what;
    }

    /** From 1, within the template. */
    public int line() {
        return line;
    }

    /** From 1, in UTF-16 units. */
    public int column() {
        return column;
    }

    private static int lineOf(String template, int offset) {
        return 1
                + (int) template.substring(0, offset)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
