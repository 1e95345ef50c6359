package org.musterhpc.launcher.repair;

import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;

/**
 * A task whose outputs are looked for.
 *
 * @param ending how it ended; null where it was never submitted
 */
record Candidate(Message message, @Nullable Ending ending) {

    static Candidate of(Ending ending) {
        return new Candidate(ending.message(), ending);
    }

    String id() {
        return message.id();
    }

    int attempt() {
        return ending == null ? 1 : Math.max(1, ending.last().attempt());
    }

    /** The cluster on which it ran; empty where it never did. */
    String cluster() {
        return ending == null ? "" : ending.last().place().cluster();
    }

    boolean done() {
        return ending != null && ending.state() == State.DONE;
    }

    /** What is known of it, should it run again. */
    Run run() {
        return ending == null
                ? new Run(message.n(), State.PENDING, 0)
                : new Run(message.n(), ending.state(), ending.last().token());
    }

    /**
     * A task that is to run.
     *
     * @param n its number in its stage
     * @param state in which it was seen
     * @param token of the attempt that ended it; 0: there was none
     */
    record Run(long n, State state, long token) {}
}
