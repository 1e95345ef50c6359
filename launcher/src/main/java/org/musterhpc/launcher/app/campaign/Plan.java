package org.musterhpc.launcher.app.campaign;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.expand.Expanded;
import org.musterhpc.queue.model.Campaign;

/** A campaign file that has been read, expanded to its tasks, and verified; its manifest still lies aside. */
public record Plan(
        CampaignSpec spec,
        Expanded expanded,
        Incoming incoming,
        @Nullable String cluster) {

    public String name() {
        return expanded.campaign().name();
    }

    Campaign campaign() {
        return expanded.campaign();
    }

    /** How many each stage has. */
    public Map<String, Long> tasks() {
        return expanded.tasks();
    }

    public long total() {
        return expanded.total();
    }

    /** Keeps nothing of it. */
    public void discard() {
        incoming.discard();
    }
}
