package org.musterhpc.launcher.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

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
        BufferedReader reader = new BufferedReader(new InputStreamReader(
                in, StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)));
        long number = 0;
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
                if (!text.isBlank()) {
                    sink.line(number, text);
                }
            }
        } catch (CharacterCodingException e) {
            throw new NotUtf8Exception();
        }
    }

    /** The text is in some other encoding. */
    static final class NotUtf8Exception extends Exception {
        private static final long serialVersionUID = 1L;
        static final String WHAT = "is not a text in UTF-8";
        static final String ADVICE = "convert it, for instance with: iconv -f latin1 -t utf-8";
    }
}
