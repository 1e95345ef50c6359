package org.musterhpc.launcher.dialect;

import org.musterhpc.queue.model.Outcome;

/** How an allocation ended, and so what became of the tasks that its agent held at that time. */
public enum EndKind {
    /** The agent ended with status 0. A task that it still held is lost through no fault of its own. */
    COMPLETED(Outcome.NODE_LOST),
    /** The agent ended with another status, or a signal ended it. */
    FAILED(Outcome.NODE_LOST),
    /** Somebody took the allocation away; a task that <em>we</em> cancelled is not held by an agent any more. */
    CANCELLED(Outcome.PREEMPTED),
    PREEMPTED(Outcome.PREEMPTED),
    /** Longer than the whole allocation: it goes to one with more time. An agent gives back in time what can wait. */
    TIMEOUT(Outcome.WALLTIME),
    OUT_OF_MEMORY(Outcome.OOM),
    NODE_FAIL(Outcome.NODE_LOST),
    /** The node could not start it. */
    LAUNCH_FAILED(Outcome.NODE_LOST),
    /** A prologue, an epilogue or a hook of the site failed there. */
    SITE_SCRIPT_FAILED(Outcome.NODE_LOST),
    /** It is over, and the scheduler does not say (or cannot be believed) how. */
    UNREPORTED(Outcome.NODE_LOST);

    private final Outcome outcome;

    EndKind(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Whether it tells why an agent was ended; else only that it has gone. */
    public boolean cause() {
        return this != COMPLETED && this != FAILED && this != UNREPORTED;
    }

    /** Of an attempt that was running in it. */
    public Outcome outcome() {
        return outcome;
    }
}
