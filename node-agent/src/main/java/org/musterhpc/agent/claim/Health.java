package org.musterhpc.agent.claim;

import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;

/**
 * Whether this node can start anything at all. Ten tasks in a row that could not be started, and none that could, say no.
 * A task that no node could start says nothing about this one, nor does how started tasks end.
 */
public final class Health {
    private static final int TOO_MANY = 10;

    private int failedStarts;

    synchronized void ended(Attempt attempt) {
        Outcome outcome = attempt.outcome();
        if (outcome == Outcome.START_FAILED) {
            boolean byItself = attempt.detail().exit() != null;
            failedStarts += byItself ? 0 : 1;
        } else if (outcome != Outcome.BAD_MESSAGE && outcome != Outcome.CANCELLED) {
            failedStarts = 0;
        }
    }

    synchronized boolean sick() {
        return failedStarts >= TOO_MANY;
    }
}
