package org.musterhpc.queue.policy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.Sweeper.Swept;

/**
 * Takes tasks back at once from agents of which a scheduler, or their successor, knows that they are gone. Should one be
 * alive after all, it is fenced: it hears at its next beat that the task is no longer its own, ends it and changes nothing.
 */
public final class Releaser {
    private static final int BATCH = 500;

    private final WorkQueue queue;
    private final InstantSource redisTime;

    /**
     * @param redisTime Redis' time, as near as is known; only recorded
     */
    public Releaser(WorkQueue queue, InstantSource redisTime) {
        this.queue = queue;
        this.redisTime = redisTime;
    }

    /**
     * What is known of an agent that is gone.
     *
     * @param outcome how its attempts are recorded; WALLTIME is what the allocation ran out of, and falls on a task only
     *     where that had its own walltime to the end: else it is NODE_LOST, as the task could not help it. OOM falls on a task
     *     only where no other was held in the allocation: of several nobody knows which it was, or whether it had begun
     * @param reason in a few words, for the history
     * @param allocation the scheduler's id, or empty
     */
    public record Gone(Outcome outcome, String reason, String allocation) {
        public Gone {
            if (outcome == Outcome.OK || outcome == Outcome.CANCELLED) {
                throw new IllegalArgumentException(outcome + " is not how an agent is lost");
            }
        }
    }

    /**
     * Releases everything that these agents hold, and takes them out of the list of agents. May be repeated.
     *
     * @param agents by name
     * @throws org.musterhpc.queue.QueueUnavailableException where Redis does not answer
     */
    public Swept release(Map<String, Gone> agents) {
        Swept all = new Swept(0, 0, 0, false);
        if (agents.isEmpty()) {
            return all;
        }
        List<Lapsed> held = queue.heldBy(agents.keySet());
        Map<String, Integer> together = new HashMap<>();
        for (Lapsed one : held) {
            Gone gone = agents.get(one.agent());
            if (gone != null) {
                together.merge(where(one, gone), 1, Integer::sum);
            }
        }
        List<Loss> losses = new ArrayList<>();
        for (Lapsed one : held) {
            Gone gone = agents.get(one.agent());
            if (gone != null) {
                losses.add(loss(one, gone, together.getOrDefault(where(one, gone), 0) > 1));
            }
        }
        for (int from = 0; from < losses.size(); from += BATCH) {
            List<Loss> some = losses.subList(from, Math.min(losses.size(), from + BATCH));
            all = all.plus(Loss.take(some, queue.campaign(), redisTime.instant(), queue::release));
        }
        queue.forget(agents.keySet());
        return all;
    }

    /** Memory is that of an allocation, whichever of its agents ran what. */
    private static String where(Lapsed held, Gone gone) {
        return gone.allocation().isEmpty() ? held.agent() : gone.allocation();
    }

    private static Loss loss(Lapsed held, Gone gone, boolean several) {
        Outcome outcome = switch (gone.outcome()) {
            case WALLTIME -> held.walltimeOver() ? Outcome.WALLTIME : Outcome.NODE_LOST;
            // As an agent that hears of it says: they run alone when they were lost often.
            case OOM -> several ? Outcome.PREEMPTED : Outcome.OOM;
            default -> gone.outcome();
        };
        String reason = LossReasons.reason(gone, several);
        return new Loss(held, outcome, reason, gone.allocation().isEmpty() ? null : gone.allocation());
    }
}
