package org.musterhpc.queue;

import java.time.Duration;
import java.time.Instant;
import org.musterhpc.queue.model.Message;

/**
 * An agent's right to run a task.
 *
 * @param stage the task's stage
 * @param message the task; its {@code tries} are those before this attempt
 * @param token unique among all leases of the stage; whoever holds an older one changes nothing any more
 * @param claimed when, in Redis' time
 * @param walltime how long the attempt may run; the agent stamps and kills, the sweep follows if the agent is gone
 * @param second whether another agent has a lease on the task, too, and this is of the second attempt beside that: see {@link Doubles}
 */
public record Lease(String stage, Message message, long token, Instant claimed, Duration walltime, boolean second) {
    /** Of the only attempt. */
    public Lease(String stage, Message message, long token, Instant claimed, Duration walltime) {
        this(stage, message, token, claimed, walltime, false);
    }

    public String id() {
        return message.id();
    }

    /** This attempt's number, from 1. */
    public int attempt() {
        return message.tries().attempt() + 1;
    }
}
