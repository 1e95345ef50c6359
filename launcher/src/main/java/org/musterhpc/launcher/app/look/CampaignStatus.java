package org.musterhpc.launcher.app.look;

import java.util.List;
import org.musterhpc.launcher.view.ClusterStanding;
import org.musterhpc.queue.View;

/**
 * Where a campaign stands at one moment.
 *
 * @param rate tasks that ended a second, of late
 * @param imported whether it is here to be looked at, and never run
 */
public record CampaignStatus(
        String campaign, View.Overview overview, double rate, List<ClusterStanding> clusters, boolean imported) {

    /** Whether nothing of it moves any more by itself. */
    public boolean over() {
        return overview.complete() || overview.stuck();
    }
}
