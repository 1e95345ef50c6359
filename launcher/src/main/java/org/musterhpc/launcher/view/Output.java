package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One of the two streams that text goes to, buffered, in UTF-8.
 *
 * <p>A reader that goes away ({@code | head}) is told by {@link ReaderGoneException}, so that nothing is computed for
 * nobody.
 *
 * <p>What others wrote must not reach a terminal as commands to it: lines pass no escape sequence but our colours.
 */
public final class Output {
    private static final int LONGEST = 4000;

    private final OutputStream stream;
    private final BufferedWriter writer;
    private final TextStyle look;

    public Output(OutputStream stream, TextStyle look) {
        this.stream = stream;
        this.writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), 1 << 16);
        this.look = look;
    }

    private Output(OutputStream stream, BufferedWriter writer, TextStyle look) {
        this.stream = stream;
        this.writer = writer;
        this.look = look;
    }

    public TextStyle look() {
        return look;
    }

    /** The same stream, written to in another way. */
    public Output with(TextStyle other) {
        return new Output(stream, writer, other);
    }

    public void line(String line) {
        raw(shown(line) + "\n");
    }

    /** A line as {@link #line} would print it; one that nobody would read to its end is cut. */
    public String shown(String line) {
        String shown = Harmless.painted(line, look.colour());
        if (shown.length() <= LONGEST) {
            return shown;
        }
        int end = Math.max(shown.lastIndexOf(' ', LONGEST), LONGEST / 2);
        end -= Character.isHighSurrogate(shown.charAt(end - 1)) ? 1 : 0;
        return shown.substring(0, end) + (look.colour() ? Paint.RESET : "") + "… (" + Numbers.grouped(shown.length())
                + " characters)";
    }

    /** A line that a program reads: as it is, unless a terminal would. */
    public void data(String line) {
        raw((look.live() ? Harmless.text(line) : line) + "\n");
    }

    public void lines(List<String> lines) {
        lines.forEach(this::line);
    }

    /** One object a line. */
    public void json(JsonNode object) {
        raw(Harmless.json(object.toString()) + "\n");
    }

    /** As it is, without a line end: nothing foreign may be in it. */
    public void raw(String text) {
        try {
            writer.write(text);
        } catch (IOException e) {
            throw new ReaderGoneException(e);
        }
    }

    /** For bytes that are not ours to decode; what was written as text goes out before them. */
    public OutputStream bytes() {
        flush();
        return new FilterOutputStream(stream) {
            @Override
            public void write(byte[] bytes, int from, int length) {
                try {
                    out.write(bytes, from, length);
                } catch (IOException e) {
                    throw new ReaderGoneException(e);
                }
            }
        };
    }

    public void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw new ReaderGoneException(e);
        }
    }

    /** Nobody reads any more, or the disk is full. */
    public static final class ReaderGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReaderGoneException(IOException cause) {
            super(cause);
        }

        /** What the system said. */
        public String why() {
            return String.valueOf(getCause() == null ? "" : getCause().getMessage());
        }

        /** Whether it is only that the reader has had enough; a full disk is another matter. */
        public boolean hadEnough() {
            String message = why();
            return message.contains("Broken pipe") || message.contains("Stream closed");
        }
    }
}
