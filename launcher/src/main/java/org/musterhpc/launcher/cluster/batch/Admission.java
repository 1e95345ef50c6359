package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides when to try a site again that admitted fewer elements than were wanted: it limits a user's jobs, and has room when
 * some have ended. The gap between two tries doubles while there is none, up to a minute.
 */
final class Admission {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LAST = Duration.ofMinutes(1);

    private Instant next = Instant.EPOCH;
    private Duration gap = FIRST;
    private String told = "";
    private boolean full;

    boolean open(Instant now) {
        return !now.isBefore(next);
    }

    /** How many elements to begin with. Where the site was full, one element finds out whether it still is. */
    int begin(int wanted) {
        return full ? 1 : wanted;
    }

    /**
     * The site admitted fewer than were wanted.
     *
     * @param let how many elements it admitted
     * @param said the scheduler's words
     * @return what to tell; null where it was told before
     */
    @Nullable
    String held(Instant now, String cluster, int let, int wanted, String said) {
        full = let == 0;
        gap = full ? PollSchedule.least(gap.multipliedBy(2), LAST) : FIRST;
        next = now.plus(gap);
        if (full && told.equals(said)) {
            return null;
        }
        told = said;
        return (full
                        ? "cluster " + cluster + " takes no more jobs of yours now"
                        : "cluster " + cluster + " takes " + let + " of " + wanted + " elements now")
                + ", the rest is submitted when there is room: " + said;
    }

    /** The submission of that time never arrived. */
    void lost(Instant sent) {
        next = sent.plus(gap);
        gap = PollSchedule.least(gap.multipliedBy(2), LAST);
    }

    /** The site admitted all elements. */
    void letIn() {
        next = Instant.EPOCH;
        gap = FIRST;
        told = "";
        full = false;
    }
}
