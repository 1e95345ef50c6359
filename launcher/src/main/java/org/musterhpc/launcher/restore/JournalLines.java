package org.musterhpc.launcher.restore;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the lines of a file with the places where they begin. */
final class JournalLines {
    private static final int BUFFER = 1 << 16;

    private JournalLines() {}

    /** What becomes of a line. */
    interface Sink {
        void line(long offset, String text);
    }

    static void read(Path file, Sink sink) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long offset = 0;
            long at = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                at++;
                if (next == '\n') {
                    sink.line(offset, line.toString(StandardCharsets.UTF_8));
                    line.reset();
                    offset = at;
                } else {
                    line.write(next);
                }
            }
            // A last line without its end may be whole all the same; if it is not, it is not JSON.
            if (line.size() > 0) {
                sink.line(offset, line.toString(StandardCharsets.UTF_8));
            }
        }
    }
}
