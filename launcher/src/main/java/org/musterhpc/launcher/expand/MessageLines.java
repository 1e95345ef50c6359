package org.musterhpc.launcher.expand;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.BadMessageException;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.MessageCodec;

/** Reads a file of messages: the message with number {@code n} stands on line {@code n}. */
final class MessageLines {
    private MessageLines() {}

    /**
     * @param after lines to leave out unread
     * @param sink says whether it wants more
     * @throws Problem failed, where a line is not the message that belongs there
     */
    static void read(Path file, long after, Predicate<Message> sink) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            long n = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                n++;
                if (n > after && !sink.test(message(file, n, line))) {
                    return;
                }
            }
        }
    }

    private static Message message(Path file, long n, String line) {
        String what;
        try {
            Message message = MessageCodec.decode(line, "");
            if (message.n() == n) {
                return message;
            }
            what = "is message " + message.n() + ", not " + n;
        } catch (BadMessageException | IllegalArgumentException e) {
            what = String.valueOf(e.getMessage());
        }
        throw Problem.failed(
                file + ":" + n + ": " + what, "the manifest is damaged; submit the campaign again to rewrite it");
    }
}
