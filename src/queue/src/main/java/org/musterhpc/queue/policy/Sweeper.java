package org.musterhpc.queue.policy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Outcome;

/** Takes tasks back whose agent fell silent or let the deadline pass. Any number may sweep at once. */
public final class Sweeper {
    private static final int BATCH = 500;

    private final WorkQueue queue;
    private final InstantSource redisTime;

    /**
     * @param redisTime Redis' time, as near as is known; only recorded, as Redis itself judges what has lapsed
     */
    public Sweeper(WorkQueue queue, InstantSource redisTime) {
        this.queue = queue;
        this.redisTime = redisTime;
    }

    /** What one round did; {@code more} says that there may be others to take back at once. */
    public record Swept(int retried, int buried, int stale, boolean more) {
        public int taken() {
            return retried + buried;
        }
    }

    /**
     * One round.
     *
     * @throws org.musterhpc.queue.QueueUnavailableException where Redis does not answer
     */
    public Swept runOnce() {
        List<Lapsed> lapsed = queue.lapsed(BATCH);
        List<Report> reports = new ArrayList<>();
        for (Lapsed one : lapsed) {
            RetryPolicy.decide(queue.campaign().stage(one.lease().stage()), one.lease(), attempt(one))
                    .ifPresent(reports::add);
        }
        if (reports.isEmpty()) {
            return new Swept(0, 0, 0, false);
        }
        List<Report.Answer> answers = queue.lapse(reports);
        int retried = 0;
        int buried = 0;
        for (int i = 0; i < reports.size(); i++) {
            if (answers.get(i) == Report.Answer.ACCEPTED) {
                retried += reports.get(i) instanceof Report.Retry ? 1 : 0;
                buried += reports.get(i) instanceof Report.Bury ? 1 : 0;
            }
        }
        return new Swept(retried, buried, reports.size() - retried - buried, lapsed.size() == BATCH);
    }

    private Attempt attempt(Lapsed one) {
        String reason = one.walltimeOver()
                ? "its walltime was over and its agent did not say a word"
                : "no heartbeat from " + one.agent();
        return new Attempt(
                one.lease().attempt(),
                one.lease().token(),
                one.walltimeOver() ? Outcome.WALLTIME : Outcome.NODE_LOST,
                Detail.because(reason),
                new Place(one.agent(), "", "", null),
                one.lease().claimed(),
                redisTime.instant(),
                Usage.UNKNOWN,
                null,
                null);
    }
}
