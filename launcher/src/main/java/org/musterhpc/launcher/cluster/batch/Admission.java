package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a site that let in less than was wanted is tried again: it counts a user's jobs, and there is room when some have
 * ended. Ever more seldom while there is none, and at least every minute.
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

    /** With how many elements to begin: where there was no room at all, one tells whether there is some now. */
    int begin(int wanted) {
        return full ? 1 : wanted;
    }

    /**
     * Less than was wanted was let in.
     *
     * @param let how many elements were
     * @param said the scheduler's words
     * @return what to say about it; null where it was said before
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

    /** What was sent at that time never arrived. */
    void lost(Instant sent) {
        next = sent.plus(gap);
        gap = PollSchedule.least(gap.multipliedBy(2), LAST);
    }

    /** All that was wanted was let in. */
    void letIn() {
        next = Instant.EPOCH;
        gap = FIRST;
        told = "";
        full = false;
    }
}
