package org.musterhpc.agent.claim;

import org.musterhpc.queue.model.Outcome;

/**
 * Whether this node can start anything at all. Ten tasks in a row that could not be started, and none that could, say no.
 * How started tasks end is their own affair and says nothing about the node.
 */
public final class Health {
    private static final int TOO_MANY = 10;
    private int failedStarts;

    synchronized void ended(Outcome outcome) {
        if (outcome == Outcome.START_FAILED) {
            failedStarts++;
        } else if (outcome != Outcome.BAD_MESSAGE && outcome != Outcome.CANCELLED) {
            failedStarts = 0;
        }
    }

    synchronized boolean sick() {
        return failedStarts >= TOO_MANY;
    }
}
