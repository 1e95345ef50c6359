package org.musterhpc.launcher.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import org.musterhpc.launcher.text.ForeignText;
import org.musterhpc.launcher.text.Utf8;

/** The lines of a text in UTF-8 that are not blank, with their numbers. */
final class NumberedLines {
    private NumberedLines() {}

    /** Gets a line and its number, from 1. */
    interface Sink {
        void line(long number, String text);
    }

    /**
     * @throws NotUtf8Exception where a line is not UTF-8
     */
    static void read(InputStream in, Sink sink) throws IOException, NotUtf8Exception {
        long number = 0;
        try {
            BufferedReader reader = new BufferedReader(Utf8.reader(in));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    sink.line(number, line);
                }
            }
        } catch (CharacterCodingException e) {
            throw new NotUtf8Exception(e);
        }
    }

    /** The text is in some other encoding. */
    static final class NotUtf8Exception extends Exception {
        private static final long serialVersionUID = 1L;
        private final String advice;

        NotUtf8Exception(CharacterCodingException cause) {
            super(ForeignText.what(cause), cause);
            this.advice = ForeignText.advice(cause);
        }

        /** To be put behind the text's name. */
        String what() {
            return String.valueOf(getMessage());
        }

        String advice() {
            return advice;
        }
    }
}
