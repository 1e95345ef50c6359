package org.musterhpc.launcher.app.run;

import java.util.List;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.OwnedKeys;
import org.musterhpc.launcher.cluster.Cluster;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;

/** Gives a campaign more or fewer agents on a cluster, and leaves them there. */
public final class ScaleCampaign {
    private static final Goal NONE = new Goal.Fixed(0);

    private final ClusterConnections clusters;
    private final OwnedKeys keys;

    public ScaleCampaign(ClusterConnections clusters, OwnedKeys keys) {
        this.clusters = clusters;
        this.keys = keys;
    }

    /**
     * @param agents how many there are now, or will be as soon as a scheduler starts them; more than wanted, where some are
     *     ending
     * @param notes what a person should know
     */
    public record Scaled(int agents, List<String> notes) {}

    public Scaled scale(Campaign campaign, String name, Goal goal) {
        Cluster cluster = clusters.named(name);
        if (!goal.equals(NONE)) {
            cluster.check(campaign);
            clusters.noteSentTo(campaign, cluster);
        }
        Fleet fleet = cluster.attach(campaign, keys.of(campaign));
        List<String> notes = fleet.scale(goal);
        fleet.detach();
        return new Scaled(fleet.agents(), notes);
    }
}
