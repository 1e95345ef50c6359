package org.musterhpc.queue.model.codec;

import org.musterhpc.queue.model.Message;

/**
 * A message as the text that stands on a queue, in the one form that {@link MessageCodec} gives it.
 *
 * @param plain whether an agent that reads it writes it in just these letters, and there is nothing in it but a number, an
 *     id and parameters: then the text itself is what a signature is made of
 */
public record MessageText(long n, String id, String text, boolean plain) {

    public static MessageText of(Message message) {
        return new MessageText(message.n(), message.id(), MessageCodec.encode(message), false);
    }

    /**
     * Reads a line of a manifest. Nearly all are plain, and are taken as they stand.
     *
     * @throws BadMessageException as {@link MessageCodec#decode}
     */
    public static MessageText read(String line) throws BadMessageException {
        MessageText plain = PlainMessage.read(line);
        return plain != null ? plain : of(MessageCodec.decode(line, ""));
    }
}
