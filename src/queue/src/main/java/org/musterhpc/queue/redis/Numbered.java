package org.musterhpc.queue.redis;

import java.nio.charset.StandardCharsets;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.MessageCodec;

/** What Muster pushes itself: messages with numbers, one after the other. */
final class Numbered {
    private Numbered() {}

    /** The number of the last message that was pushed; 0 where there is none. */
    static long last(Wire wire, String counts) {
        String next = wire.ask(redis -> redis.hget(counts, "next"));
        if (next == null) {
            return 0;
        }
        if (!next.matches("\\d{1,16}")) {
            throw new DamagedException(
                    "Redis holds no number of the next message in " + counts + ", field next",
                    "somebody else wrote there: muster restore NAME builds the campaign anew",
                    null);
        }
        return Long.parseLong(next) - 1;
    }

    /**
     * The message as it is pushed.
     *
     * @throws IllegalArgumentException where it is so long that it would be rejected
     */
    static String body(Message message) {
        String body = MessageCodec.encode(message);
        if (body.length() > MessageCodec.MOST_PUSHED / 4
                && body.getBytes(StandardCharsets.UTF_8).length > MessageCodec.MOST_PUSHED) {
            throw new IllegalArgumentException(
                    "the message of task " + message.id() + " has more than " + MessageCodec.MOST_PUSHED
                            + " bytes: write large values into a file, and its name into the message");
        }
        return body;
    }
}
