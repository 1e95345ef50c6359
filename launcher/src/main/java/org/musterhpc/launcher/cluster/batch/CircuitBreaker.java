package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Outcome;

/**
 * Stops submitting where arrays only ever fail. Each array that ends for nothing delays the next one; after three in a row
 * that tried no task, or five in a row whose tasks were all lost with their nodes, none follows. A preempted task counts
 * for neither: the scheduler gives back what it takes.
 */
final class CircuitBreaker {
    static final int BARREN_AT_MOST = 3;
    static final int LOST_AT_MOST = 5;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);

    private @Nullable Instant submitted;
    private Count count = Count.NOTHING;
    private int barren;
    private int lost;

    /** How many attempts there were, and how many of them were not lost with their node. */
    private record Count(long attempts, long kept) {
        static final Count NOTHING = new Count(0, 0);

        static Count of(Map<String, Tally> stages) {
            long attempts = 0;
            long lost = 0;
            for (Tally tally : stages.values()) {
                for (long each : tally.outcomes().values()) {
                    attempts += each;
                }
                lost += tally.outcomes().getOrDefault(Outcome.NODE_LOST, 0L);
            }
            return new Count(attempts, attempts - lost);
        }
    }

    /** Why no more arrays are submitted. */
    enum Hopeless {
        NOTHING_TRIED,
        ALL_LOST
    }

    /** Whether another array may be submitted now. */
    boolean allows(Instant now, List<ArrayRecord> live, Map<String, Tally> stages) {
        Instant before = submitted;
        if (before == null) {
            return true;
        }
        Count present = Count.of(stages);
        if (present.attempts() > count.attempts()) {
            barren = 0;
        }
        if (present.kept() > count.kept()) {
            lost = 0;
        }
        int failed = Math.max(barren, lost);
        if (failed > 0 && live.isEmpty()) {
            return hopeless(live, stages) == null && !now.isBefore(before.plus(FIRST_WAIT.multipliedBy(1L << failed)));
        }
        return !now.isBefore(before.plus(FIRST_WAIT));
    }

    /** Null: arrays may still be submitted. */
    @Nullable
    Hopeless hopeless(List<ArrayRecord> live, Map<String, Tally> stages) {
        Count present = Count.of(stages);
        if (submitted == null || !live.isEmpty()) {
            return null;
        }
        if (barren >= BARREN_AT_MOST && present.attempts() <= count.attempts()) {
            return Hopeless.NOTHING_TRIED;
        }
        return lost >= LOST_AT_MOST && present.kept() <= count.kept() ? Hopeless.ALL_LOST : null;
    }

    /** @param alone whether no other array was there: only then do the tasks that are lost tell of this one */
    void submitted(Instant now, Map<String, Tally> stages, boolean alone) {
        Count present = Count.of(stages);
        barren = submitted != null && present.attempts() <= count.attempts() ? barren + 1 : 1;
        if (submitted == null || present.kept() > count.kept()) {
            lost = 1;
        } else {
            lost += alone ? 1 : 0;
        }
        submitted = now;
        count = present;
    }
}
