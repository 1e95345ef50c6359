package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.util.Set;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.model.Campaign;

/** Takes from the clusters what is there of a campaign. What cannot be reached is told and left. */
final class Clearance {
    private final Session session;

    Clearance(Session session) {
        this.session = session;
    }

    /**
     * Cancels its arrays: agents of a campaign that is over leave by themselves, elements that wait in a queue do not.
     *
     * @return whether each cluster has confirmed it; of those that have not it is told
     */
    boolean cancel(String campaign) {
        Campaign known = new Leftovers(session, campaign).campaign();
        if (known == null) {
            return true;
        }
        boolean sure = true;
        for (Fleet fleet : session.sites().attach(known, null, Set.of())) {
            int left = fleet.finish(Duration.ZERO);
            if (left > 0) {
                sure = false;
                session.note("cluster " + fleet.cluster() + " did not confirm that "
                        + Numbers.of(Integer.toString(left), "array") + " of " + campaign + (left == 1 ? " is" : " are")
                        + " cancelled; agents that start there find nothing to do and leave. Say it again: muster cancel "
                        + campaign);
            }
        }
        return sure;
    }

    /** Cancels its arrays, and removes its folder. To be said while the campaign is still known. */
    void remove(String campaign) {
        cancel(campaign);
        for (String cluster : SentTo.of(session, campaign)) {
            ClusterSettings.Batch batch = session.setup().batch(cluster);
            if (batch == null) {
                session.note("cluster " + cluster + " is not in muster.yml: the campaign's folder there stays");
            } else {
                try {
                    session.sites().site(batch).folder(campaign).remove();
                } catch (ShellFailure | Problem e) {
                    session.note("the campaign's folder on cluster " + cluster + " stays: " + e.getMessage());
                }
            }
        }
    }
}
