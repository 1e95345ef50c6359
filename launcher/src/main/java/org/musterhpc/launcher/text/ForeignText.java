package org.musterhpc.launcher.text;

import java.nio.charset.CharacterCodingException;

/** A text is in an encoding that is known, and is not UTF-8; or it is no text but packed. */
public final class ForeignText extends CharacterCodingException {
    private static final long serialVersionUID = 1L;
    private final String what;
    private final String advice;

    private ForeignText(String what, String advice) {
        this.what = what;
        this.advice = advice;
    }

    /** @param encoding as {@code iconv} calls it */
    static ForeignText encoded(String encoding) {
        return new ForeignText(
                "is not a text in UTF-8 but in " + encoding,
                "convert it: iconv -f " + encoding + " -t UTF-8; a spreadsheet program saves it as 'CSV UTF-8'");
    }

    /** @param reader the command that prints what is in such a file */
    static ForeignText packed(String form, String reader) {
        return new ForeignText(
                "is not a text but packed (" + form + ")",
                "unpack it; or have that done: tasks: {command: {run: \"" + reader
                        + " FILE\", format: csv}} (or jsonl, lines)");
    }

    static ForeignText zipped() {
        return new ForeignText(
                "is not a text but a zip archive, as are files of spreadsheet programs (.xlsx, .ods)",
                "save the sheet as CSV (UTF-8), or unpack the archive");
    }

    /** What is wrong with a text that cannot be read as UTF-8, to be put behind its name. */
    public static String what(CharacterCodingException e) {
        return e instanceof ForeignText foreign ? foreign.what : "is not a text in UTF-8";
    }

    /** What to do about it. */
    public static String advice(CharacterCodingException e) {
        return e instanceof ForeignText foreign
                ? foreign.advice
                : "convert it, for instance with: iconv -f latin1 -t utf-8";
    }
}
