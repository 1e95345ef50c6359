package org.musterhpc.queue.redis;

import org.musterhpc.queue.Control;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;

/** A connection to Redis, and the four seams of the queue over it. */
public final class Queues implements AutoCloseable {
    private Queues() {}

    /**
     * Connects and makes sure of an answer.
     *
     * @throws org.musterhpc.queue.QueueUnavailableException where nobody answers in time, or we are refused
     */
    public static Queues connect(RedisAddress address) {
        throw new UnsupportedOperationException("not yet: " + address);
    }

    public Intake intake() {
        throw new UnsupportedOperationException();
    }

    public Control control() {
        throw new UnsupportedOperationException();
    }

    public View view() {
        throw new UnsupportedOperationException();
    }

    /** The agent's side of one campaign, on a connection of its own. */
    public WorkQueue work(String campaign) {
        throw new UnsupportedOperationException(campaign);
    }

    @Override
    public void close() {}
}
