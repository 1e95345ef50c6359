package org.musterhpc.agent.claim;

import org.jspecify.annotations.Nullable;

/**
 * What the claiming thread needs to know of the {@link Desk}, at one moment.
 *
 * @param ready what waits here for the room that is free
 * @param alone whether a task runs, or is about to, beside which nothing may be held
 * @param called why nothing is begun any more, if somebody said so
 * @param stopping whether what runs was told to end, too
 * @param changes by it {@link Desk#await} knows whether there is news since
 */
record Look(
        int free,
        int ready,
        int running,
        int reports,
        long firstReport,
        boolean alone,
        @Nullable Leaving called,
        boolean stopping,
        long changes) {
    boolean idle() {
        return ready == 0 && running == 0 && !alone;
    }
}
