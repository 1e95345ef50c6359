package org.musterhpc.launcher.view;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Outcome;

/** How attempts failed, over several stages. */
public final class Failures {
    private Failures() {}

    /** Outcomes but OK and CANCELLED, which is a person's wish; none is 0. */
    public static Map<Outcome, Long> of(Collection<Tally> tallies) {
        Map<Outcome, Long> failures = new EnumMap<>(Outcome.class);
        for (Tally tally : tallies) {
            tally.outcomes().forEach((outcome, count) -> {
                if (outcome != Outcome.OK && outcome != Outcome.CANCELLED && count > 0) {
                    failures.merge(outcome, count, Long::sum);
                }
            });
        }
        return failures;
    }

    /** How many attempts were followed by another. */
    public static long retried(Tally tally, Standing standing) {
        long failed =
                of(List.of(tally)).values().stream().mapToLong(Long::longValue).sum();
        return Math.max(0, failed - standing.dead());
    }
}
