package org.musterhpc.launcher.cli.command.look;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Output;

/**
 * Prints what tasks have printed: byte for byte into a pipe, harmless on a terminal unless {@code raw}.
 */
public record LogPrint(Output out, boolean raw) {
    private static final int PIECE = 1 << 14;

    /**
     * Prints the rest of a stretch.
     *
     * @param from how many of its bytes have been printed before
     * @return how many have been printed by now
     */
    public long from(TaskLog log, long from) {
        if (!log.there()) {
            throw Problem.failed(
                    log.file() + " is not here", "it is on the machine where the task ran, or has been deleted");
        }
        TaskLog rest = log.without(from);
        long printed;
        try {
            printed = raw || !out.look().live() ? rest.copyTo(out.bytes()) : harmless(rest);
        } catch (IOException e) {
            throw Problem.failed(log.file() + " cannot be read: " + e.getMessage(), "look at its permissions");
        }
        out.flush();
        return Math.min(from, log.length()) + printed; // a task may have emptied its output
    }

    /** In pieces: it may be larger than memory. */
    private long harmless(TaskLog log) throws IOException {
        Counted bytes = new Counted(log.open());
        try (Reader text = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
            char[] piece = new char[PIECE];
            int kept = 0;
            for (int read = text.read(piece, 0, PIECE); read >= 0; read = text.read(piece, kept, PIECE - kept)) {
                int there = kept + read;
                // What follows decides what a carriage return is.
                kept = there > 0 && piece[there - 1] == '\r' ? 1 : 0;
                out.raw(Harmless.text(new String(piece, 0, there - kept)));
                piece[0] = '\r';
            }
            out.raw(Harmless.text("\r".repeat(kept)));
        }
        return bytes.passed;
    }

    private static final class Counted extends FilterInputStream {
        private long passed;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int from, int most) throws IOException {
            int read = super.read(buffer, from, most);
            passed += Math.max(0, read);
            return read;
        }
    }
}
