package org.musterhpc.queue.model;

/** How an attempt ended. What a retry policy decides on; spelt like this in messages, records and {@code --json}. */
public enum Outcome {
    OK(Blame.NOBODY),
    /** The command ended with a status other than 0; the status stands beside it as {@code exit}. */
    EXIT(Blame.TASK),
    /** A signal that nobody of ours sent ended the command; its number stands beside it as {@code signal}. */
    SIGNAL(Blame.TASK),
    OOM(Blame.TASK),
    WALLTIME(Blame.TASK),
    NODE_LOST(Blame.INFRASTRUCTURE),
    PREEMPTED(Blame.INFRASTRUCTURE),
    CANCELLED(Blame.NOBODY),
    /** The command succeeded, but a file that the stage names under {@code outputs} is not there. */
    OUTPUT_MISSING(Blame.TASK),
    /** The message is not JSON, or lacks a parameter that the command needs: never run, never repeated. */
    BAD_MESSAGE(Blame.TASK),
    /**
     * The command could not be started: no such program, no such folder. Where no node could start it, what a shell would
     * have ended with stands beside it as {@code exit}: 127 or 126.
     */
    START_FAILED(Blame.TASK),
    /** The stage's setup failed, so that the command was not run. */
    SETUP(Blame.TASK);

    /** Whose failure counts: {@code max_attempts} counts the task's own, {@code max_losses} the infrastructure's. */
    public enum Blame {
        NOBODY,
        TASK,
        INFRASTRUCTURE
    }

    private final Blame blame;

    Outcome(Blame blame) {
        this.blame = blame;
    }

    public Blame blame() {
        return blame;
    }
}
