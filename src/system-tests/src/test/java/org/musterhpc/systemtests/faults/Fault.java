package org.musterhpc.systemtests.faults;

import java.util.Optional;

/** Something bad that is done to real processes in the middle of a campaign, and what is promised for it. */
interface Fault {
    /** When it can be done. */
    enum Phase {
        /** While the campaign is being submitted: the submission is killed, and said again. */
        SUBMITTING,
        RUNNING
    }

    /** Its row in the table and in {@code docs/guarantees.md}; unique. */
    String title();

    Promise promise();

    default Phase phase() {
        return Phase.RUNNING;
    }

    /** Whether it is done to the server itself: only one of these at a time. */
    default boolean onRedis() {
        return forgets();
    }

    /** Whether Redis may forget what it has acknowledged: what then ran may run again without a trace of the first time. */
    default boolean forgets() {
        return false;
    }

    /** Whether it is done in an instant, to one of the tasks that are in flight just then. */
    default boolean momentary() {
        return false;
    }

    /** Why it cannot be done on this machine; empty: it can. */
    default Optional<String> impossible() {
        return Optional.empty();
    }

    /**
     * Does it, and returns when the cause is gone again: what was stopped goes on, what was full has room. What was killed
     * is started again by whoever looks after it.
     *
     * @return false where there was nothing to do it to; it does not count then
     */
    boolean strike(Arena arena) throws Exception;
}
