package org.musterhpc.launcher.expand;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.model.codec.MessageText;

/** Reads a file of messages: the message with number {@code n} stands on line {@code n}. */
final class MessageLines {
    static final Form<Message> MESSAGES = new Form<>(line -> MessageCodec.decode(line, ""), Message::n);
    /** Those that are to be put behind others: their numbers go on from there. */
    static final Form<Message> ADDED = new Form<>(line -> MessageCodec.decode(line, ""), message -> -1);

    static final Form<MessageText> TEXTS = new Form<>(MessageText::read, MessageText::n);

    private MessageLines() {}

    /** What is made of a line, and the number that it then has. */
    record Form<M>(Decoding<M> decoding, ToLongFunction<M> n) {}

    /** Makes something of a line. */
    interface Decoding<M> {
        M decode(String line) throws BadMessageException;
    }

    /** Gets one message after the other. */
    interface Sink<M> {
        /**
         * @param letters how long its line is
         * @return whether more is wanted
         */
        boolean wantsMore(M message, int letters);
    }

    /**
     * @param after lines to leave out unread
     * @throws Problem failed, where a line is not the message that belongs there
     */
    static <M> void read(Path file, long after, Form<M> form, Sink<M> sink) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            long n = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                n++;
                if (n > after && !sink.wantsMore(message(file, n, form, line), line.length())) {
                    return;
                }
            }
        }
    }

    private static <M> M message(Path file, long n, Form<M> form, String line) {
        String what;
        try {
            M message = form.decoding().decode(line);
            long found = form.n().applyAsLong(message);
            if (found == n || found == -1) {
                return message;
            }
            what = "is message " + found + ", not " + n;
        } catch (BadMessageException | IllegalArgumentException e) {
            what = String.valueOf(e.getMessage());
        }
        throw Problem.failed(
                file + ":" + n + ": " + what, "the manifest is damaged; submit the campaign again to rewrite it");
    }
}
