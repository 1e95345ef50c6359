package org.musterhpc.launcher.cli.command.look;

import java.io.IOException;
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
     * @return how many have been printed now
     */
    public long from(TaskLog log, long from) {
        if (!log.there()) {
            throw Problem.failed(
                    log.file() + " is not here", "it is on the machine where the task ran, or has been deleted");
        }
        TaskLog rest = new TaskLog(log.file(), log.offset() + from, log.length() - from);
        try {
            if (raw || !out.look().live()) {
                rest.copyTo(out.bytes());
            } else {
                harmless(rest);
            }
        } catch (IOException e) {
            throw Problem.failed(log.file() + " cannot be read: " + e.getMessage(), "look at its permissions");
        }
        out.flush();
        return log.length();
    }

    /** In pieces: it may be larger than memory. */
    private void harmless(TaskLog log) throws IOException {
        try (Reader text = new InputStreamReader(log.open(), StandardCharsets.UTF_8)) {
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
    }
}
