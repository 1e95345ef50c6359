package org.musterhpc.launcher.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.history.CampaignHistory;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Campaign;

/**
 * All that is told of a campaign.
 *
 * @param overview how its tasks stood then
 * @param history of its attempts that had ended
 * @param failures the most frequent first
 * @param arrays of its agents, at schedulers
 */
public record CampaignReport(
        Head head,
        View.Overview overview,
        CampaignHistory history,
        List<FailureLines> failures,
        List<ArrayRecord> arrays) {
    public CampaignReport {
        failures = List.copyOf(failures);
        arrays = List.copyOf(arrays);
    }

    /**
     * @param made when it was looked at
     * @param versions of what, in an order for people
     */
    public record Head(Campaign campaign, Instant made, Map<String, String> versions) {}

    public Campaign campaign() {
        return head.campaign();
    }
}
