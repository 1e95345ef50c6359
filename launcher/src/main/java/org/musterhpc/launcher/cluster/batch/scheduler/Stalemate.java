package org.musterhpc.launcher.cluster.batch.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.PendingReason;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;

/**
 * Notices that all elements wait for what they can never get while no agent works: the campaign would never end. It is
 * believed after a while only, as a scheduler that has just started may not know its nodes yet.
 */
public final class Stalemate {
    /** Longer than from one answer of the scheduler to the next. */
    private static final Duration SURE = Duration.ofSeconds(90);

    private @Nullable Instant since;

    /**
     * @param live arrays that may have elements, as the scheduler was heard of them last
     * @param agents that are alive, wherever they are
     * @param now Redis' time
     * @throws Problem failed, with the scheduler's reason and what can be done
     */
    public void check(String cluster, List<ArrayRecord> live, int agents, Instant now) {
        boolean stuck = agents == 0 && !live.isEmpty() && live.stream().allMatch(Stalemate::never);
        if (!stuck) {
            since = null;
            return;
        }
        Instant before = since;
        if (before == null) {
            since = now;
        } else if (!now.isBefore(before.plus(SURE))) {
            String reason = live.get(0).seen().reason();
            PendingReason meaning = Dialects.meaning(reason);
            throw Problem.failed(
                    "elements on cluster " + cluster + " can never start: " + meaning.said(reason),
                    (meaning.remedy().isEmpty() ? "correct the cluster in muster.yml" : meaning.remedy())
                            + "; then say the same again: it goes on");
        }
    }

    /** Of what is held, somebody may let go. */
    private static boolean never(ArrayRecord array) {
        return array.state() == State.SUBMITTED
                && array.seen().pending() > 0
                && array.seen().running() == 0
                && array.seen().stuck()
                && !Dialects.meaning(array.seen().reason()).held();
    }
}
