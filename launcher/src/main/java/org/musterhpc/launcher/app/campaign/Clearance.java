package org.musterhpc.launcher.app.campaign;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.SentTo;
import org.musterhpc.launcher.cluster.pool.PoolMachines;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.model.Campaign;

/** Takes from the clusters what is there of a campaign. What cannot be reached stays, and the notes tell of it. */
public record Clearance(
        Connection connection,
        MusterHome home,
        Setup setup,
        Leftovers leftovers,
        ClusterConnections clusters,
        Notes notes) {
    /**
     * Cancels arrays: agents of a campaign that is over leave by themselves, elements that wait in a queue do not.
     *
     * @return whether each cluster confirmed it
     */
    public boolean cancel(String campaign) {
        Campaign known = leftovers.campaign(campaign);
        Map<String, Integer> left = known == null ? Map.of() : unconfirmed(known);
        left.forEach((cluster, count) -> notes.note("cluster " + cluster + " did not confirm that "
                + Numbers.of(Integer.toString(count), "array") + " of " + campaign + (count == 1 ? " is" : " are")
                + " cancelled; agents that start there find nothing to do and leave. Say it again: muster cancel "
                + campaign));
        return left.isEmpty();
    }

    /** How many arrays each cluster did not confirm to be cancelled; none: all of them did. */
    private Map<String, Integer> unconfirmed(Campaign campaign) {
        Map<String, Integer> left = new LinkedHashMap<>();
        for (Fleet fleet : clusters.attach(campaign, null, Set.of())) {
            int count = fleet.finish(Duration.ZERO);
            if (count > 0) {
                left.put(fleet.cluster(), count);
            }
        }
        return left;
    }

    /**
     * Cancels arrays, and removes folders, while the campaign is still known.
     *
     * @return the pools that it was sent to: for {@link #removeFromPools}
     */
    Set<String> remove(String campaign) {
        cancel(campaign);
        Set<String> pools = new TreeSet<>();
        for (String cluster : new SentTo(home, connection.link().ledger()).of(campaign)) {
            ClusterSettings.Batch batch = setup.batch(cluster);
            if (setup.pools().contains(cluster)) {
                pools.add(cluster);
            } else if (batch == null) {
                notes.note("cluster " + cluster + " is not in muster.yml: the campaign's folder there stays");
            } else {
                try {
                    clusters.site(batch).folder(campaign).remove();
                } catch (ShellFailure | Problem e) {
                    notes.note("the campaign's folder on cluster " + cluster + " stays: " + e.getMessage());
                }
            }
        }
        return pools;
    }

    /** Once the campaign is gone: an agent of a pool that finds it makes its folder, also where that was just removed. */
    void removeFromPools(String campaign, Set<String> pools) {
        pools.forEach(pool -> removeFromPool(campaign, pool));
    }

    private void removeFromPool(String campaign, String name) {
        try (Pool pool = connection.link().pool(name)) {
            pool.remove(campaign);
        }
        ClusterSettings.Batch batch = setup.batch(name);
        if (batch != null) {
            try {
                clusters.site(batch).folderInPool(campaign).remove();
            } catch (ShellFailure | Problem e) {
                notes.note("the campaign's folder on cluster " + name + " stays: " + e.getMessage());
            }
            return;
        }
        for (PoolMachines.Reply reply : clusters.machines(setup.cluster(name)).remove(campaign)) {
            if (reply.failed()) {
                notes.note("the campaign's folder on " + reply.machine() + " stays: " + reply.failure());
            }
        }
    }
}
