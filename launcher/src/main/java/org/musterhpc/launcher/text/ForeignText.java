package org.musterhpc.launcher.text;

import java.nio.charset.CharacterCodingException;

/** A text is in an encoding that is known, and is not UTF-8. */
public final class ForeignText extends CharacterCodingException {
    private static final long serialVersionUID = 1L;
    private final String encoding;

    /** @param encoding as {@code iconv} calls it */
    ForeignText(String encoding) {
        this.encoding = encoding;
    }

    /** What is wrong with a text that cannot be read as UTF-8, to be put behind its name. */
    public static String what(CharacterCodingException e) {
        return "is not a text in UTF-8" + (e instanceof ForeignText foreign ? " but in " + foreign.encoding : "");
    }

    /** What to do about it. */
    public static String advice(CharacterCodingException e) {
        return e instanceof ForeignText foreign
                ? "convert it: iconv -f " + foreign.encoding
                        + " -t UTF-8; a spreadsheet program saves it as 'CSV UTF-8'"
                : "convert it, for instance with: iconv -f latin1 -t utf-8";
    }
}
