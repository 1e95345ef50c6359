package org.musterhpc.launcher.top;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.State;

/**
 * What has to be looked at for what is shown.
 *
 * @param campaign the one that is open; null: none
 * @param agents whether its agents are shown
 */
record TopQuery(
        @Nullable String campaign,
        boolean agents,
        @Nullable Listing listing,
        @Nullable One task) {
    static final TopQuery CAMPAIGNS = new TopQuery(null, false, null, null);

    /**
     * A part of a listing of tasks.
     *
     * @param stage null: all
     * @param states none: all
     * @param search an id, or {@code NAME=VALUE}; empty: all
     * @param from how many tasks are before the part
     * @param after where the part begins, as the part before said; empty: as {@code from} says
     */
    record Listing(@Nullable String stage, Set<State> states, String search, long from, String after) {}

    /** @param attempt whose output is shown, as {@link org.musterhpc.launcher.app.look.Logs} takes it; 0: the last one's */
    record One(String id, int attempt) {}
}
