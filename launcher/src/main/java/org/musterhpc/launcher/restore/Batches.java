package org.musterhpc.launcher.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.musterhpc.queue.model.Message;

/** Numbers messages in the order in which they come, and hands them on some at a time. */
final class Batches {
    private static final int MOST = 1_000;

    private final long after;
    private final Predicate<List<Message>> sink;
    private final List<Message> batch = new ArrayList<>();
    private long last;
    private boolean more = true;

    /**
     * @param after the number of the last message that is not handed on
     * @param sink says whether it wants more
     */
    Batches(long after, Predicate<List<Message>> sink) {
        this.after = after;
        this.sink = sink;
    }

    /** Whether more are wanted. */
    boolean add(Message message) {
        last++;
        if (last > after) {
            batch.add(message.withNumber(last));
        }
        if (batch.size() == MOST) {
            flush();
        }
        return more;
    }

    /** There are no more. */
    void end() {
        if (more && !batch.isEmpty()) {
            flush();
        }
    }

    private void flush() {
        more = sink.test(List.copyOf(batch));
        batch.clear();
    }
}
