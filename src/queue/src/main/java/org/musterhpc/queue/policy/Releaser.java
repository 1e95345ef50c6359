package org.musterhpc.queue.policy;

import java.time.InstantSource;
import java.util.ArrayList;
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
     *     where that had its own walltime to the end: else it is NODE_LOST, as the task could not help it
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
        List<Loss> losses = new ArrayList<>();
        for (Lapsed held : queue.heldBy(agents.keySet())) {
            Gone gone = agents.get(held.agent());
            if (gone != null) {
                losses.add(loss(held, gone));
            }
        }
        for (int from = 0; from < losses.size(); from += BATCH) {
            List<Loss> some = losses.subList(from, Math.min(losses.size(), from + BATCH));
            all = all.plus(Loss.take(some, queue.campaign(), redisTime.instant(), queue::release));
        }
        queue.forget(agents.keySet());
        return all;
    }

    private static Loss loss(Lapsed held, Gone gone) {
        Outcome outcome =
                gone.outcome() == Outcome.WALLTIME && !held.walltimeOver() ? Outcome.NODE_LOST : gone.outcome();
        return new Loss(held, outcome, gone.reason(), gone.allocation().isEmpty() ? null : gone.allocation());
    }
}
