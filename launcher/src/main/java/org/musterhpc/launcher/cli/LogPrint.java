package org.musterhpc.launcher.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Output;

/**
 * Prints what tasks have printed: byte for byte into a pipe, harmless on a terminal unless {@code raw}.
 */
record LogPrint(Output out, boolean raw) {

    /**
     * Prints the rest of a stretch.
     *
     * @param from how many of its bytes have been printed before
     * @return how many have been printed now
     */
    long from(TaskLog log, long from) {
        if (!log.there()) {
            throw Problem.failed(
                    log.file() + " is not here", "it is on the machine where the task ran, or has been deleted");
        }
        TaskLog rest = new TaskLog(log.file(), log.offset() + from, log.length() - from);
        try {
            if (raw || !out.look().live()) {
                rest.copyTo(out.bytes());
            } else {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                rest.copyTo(text);
                out.raw(Harmless.text(text.toString(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw Problem.failed(log.file() + " cannot be read: " + e.getMessage(), "look at its permissions");
        }
        out.flush();
        return log.length();
    }
}
