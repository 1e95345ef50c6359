package org.musterhpc.launcher.app.run;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;

/**
 * Ends what campaigns that have ended leave on clusters. Agents leave by themselves; but elements may wait in a queue, a
 * scheduler may not answer just then, and until somebody has heard of their end each question to the scheduler asks for
 * them.
 */
final class EndedCampaigns {
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final ClusterConnections clusters;
    private final QueueServer server;
    private final SentinelLog log;
    private final Map<String, Instant> next = new HashMap<>();
    private final Set<String> left = new HashSet<>();

    EndedCampaigns(ClusterConnections clusters, QueueServer server, SentinelLog log) {
        this.clusters = clusters;
        this.server = server;
        this.log = log;
    }

    /** Whether the campaign may have elements on clusters that are known here. */
    boolean hasElements(String campaign) {
        return server.ledger().arrays(campaign).stream()
                .anyMatch(array -> array.live() && clusters.isRemote(array.cluster()));
    }

    /**
     * Ends what is left of a campaign, once a minute.
     *
     * @param campaign one that has ended
     * @return whether some may be left
     */
    boolean look(String campaign, View.Overview overview) {
        Instant due = next.get(campaign);
        if (due != null && overview.now().isBefore(due)) {
            return left.contains(campaign);
        }
        next.put(campaign, overview.now().plus(AGAIN));
        Campaign known = server.view().campaign(campaign).orElse(null);
        if (known == null || !hasElements(campaign)) {
            left.remove(campaign);
            return false;
        }
        String problem = end(known);
        if (!hasElements(campaign)) {
            left.remove(campaign);
        } else if (left.add(campaign) && !problem.isEmpty()) { // else it goes on again, and they were left to it
            log.say(campaign, problem + "; it is asked again every minute");
        }
        return left.contains(campaign);
    }

    private String end(Campaign campaign) {
        String problem = "";
        for (Fleet fleet : clusters.attach(campaign, null, Set.of())) {
            try {
                fleet.refresh();
                int arrays = fleet.agents() == 0 ? 0 : fleet.finishEnded();
                fleet.detach();
                if (arrays > 0) {
                    problem = "cluster " + fleet.cluster() + " does not confirm that "
                            + Numbers.of(Integer.toString(arrays), "array") + " of it ended";
                }
            } catch (Problem e) {
                problem = e.getMessage() + " (" + e.advice() + ")";
            }
        }
        return problem;
    }
}
