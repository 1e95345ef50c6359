package org.musterhpc.launcher.top;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.CampaignStatus;
import org.musterhpc.launcher.app.look.TaskListing;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.queue.View;

/**
 * What was seen at one look.
 *
 * @param answers what was wanted
 * @param trouble why it is not as new as it should be, or not there; empty: it is
 */
record Seen(
        TopQuery answers,
        List<Whole> campaigns,
        @Nullable Opened opened,
        @Nullable Listed listed,
        @Nullable One task,
        String trouble) {
    static final Seen NOTHING = new Seen(TopQuery.CAMPAIGNS, List.of(), null, null, null, "looking …");

    /** @param now how it stands; null where that cannot be read, and {@code problem} says why */
    record Whole(String name, @Nullable Snapshot now, String problem) {}

    /** The campaign that is open. */
    record Opened(Snapshot now, CampaignStatus status, Trend trend, List<View.AgentView> agents) {}

    /** The part of {@code listing}. */
    record Listed(TopQuery.Listing listing, TaskListing.Part part) {}

    /**
     * @param runs what attempts ran; asks nobody any more
     * @param output the last lines of what the attempt has printed
     * @param note why there are none, or that there were more
     */
    record One(View.TaskView task, Instant at, AttemptRun runs, List<String> output, String note) {}

    /** The same with what went wrong at the next look. */
    Seen but(String other) {
        return new Seen(answers, campaigns, opened, listed, task, other);
    }
}
