package org.musterhpc.queue.policy;

import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.Releaser.Gone;

/** Which losses nobody has given a cause for yet, and in what words a cause is given. */
final class LossReasons {
    private static final String SILENT = "no heartbeat from ";

    private LossReasons() {}

    /** The reason of an attempt whose agent fell silent. */
    static String silent(String agent) {
        return SILENT + agent;
    }

    /** Whether only its end is known: an agent that was sent a signal, or was not heard of any more. */
    static boolean open(Attempt attempt) {
        @Nullable String reason = attempt.detail().reason();
        return reason == null
                ? attempt.outcome() == Outcome.PREEMPTED
                : attempt.outcome() == Outcome.NODE_LOST && reason.startsWith(SILENT);
    }

    /** @param several whether other tasks were lost with it */
    static String reason(Gone gone, boolean several) {
        return gone.outcome() == Outcome.OOM && several
                ? gone.reason() + "; other tasks were lost with it, so nobody knows which of them used the memory"
                : gone.reason();
    }
}
