package org.musterhpc.launcher.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.ArrayRecord;

/** Keeps arrays that only ever fail from being submitted for ever: each time later, and three times at the most. */
final class Fate {
    static final int BARREN_AT_MOST = 3;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);

    private @Nullable Instant submitted;
    private long attempts;
    private int barren;

    /** Whether another array may be submitted now. */
    boolean allows(Instant now, List<ArrayRecord> live, Map<String, Tally> stages) {
        Instant before = submitted;
        if (before == null) {
            return true;
        }
        if (attempts(stages) > attempts) {
            barren = 0;
        } else if (live.isEmpty()) {
            return barren < BARREN_AT_MOST && !now.isBefore(before.plus(FIRST_WAIT.multipliedBy(1L << barren)));
        }
        return !now.isBefore(before.plus(FIRST_WAIT));
    }

    /** Whether so many arrays in a row have ended without one attempt at a task that no more are submitted. */
    boolean hopeless(List<ArrayRecord> live, Map<String, Tally> stages) {
        return submitted != null && live.isEmpty() && barren >= BARREN_AT_MOST && attempts(stages) <= attempts;
    }

    void submitted(Instant now, Map<String, Tally> stages) {
        barren = submitted != null && attempts(stages) <= attempts ? barren + 1 : 1;
        submitted = now;
        attempts = attempts(stages);
    }

    private static long attempts(Map<String, Tally> stages) {
        return stages.values().stream()
                .flatMap(tally -> tally.outcomes().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
