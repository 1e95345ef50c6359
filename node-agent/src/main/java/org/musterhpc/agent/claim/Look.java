package org.musterhpc.agent.claim;

import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.room.Resources;

/**
 * What the claiming thread needs to know of the {@link Slots}, at one moment.
 *
 * @param free what tasks can be claimed for; nothing, where it is kept for one that waits
 * @param ready how many wait here for room
 * @param ahead how many are to wait here
 * @param alone whether a task runs, or is about to, beside which nothing may be held
 * @param called why nothing is begun any more, if somebody said so
 * @param stopping whether what runs was told to end, too
 * @param news by it {@link Slots#await} knows whether there is more since
 */
record Look(
        Resources free,
        int ready,
        int ahead,
        int running,
        int reports,
        long firstReport,
        boolean alone,
        @Nullable Leaving called,
        boolean stopping,
        long news) {
    boolean idle() {
        return ready == 0 && running == 0 && !alone;
    }

    /** Whether there are less than half of those that are to wait here. */
    boolean low() {
        return ready * 2 < ahead;
    }
}
