package org.musterhpc.launcher.cli;

import java.util.List;
import java.util.Set;
import org.musterhpc.launcher.cluster.batch.ArrayForce;
import org.musterhpc.launcher.cluster.batch.Site;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.model.ArrayRecord;
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
        for (ArrayForce force : Forces.watch(session, known, null, Set.of())) {
            List<ArrayRecord> left =
                    force.watch().cancel(session.now(), session.around().pause());
            if (!left.isEmpty()) {
                sure = false;
                session.note("cluster " + force.watch().cluster() + " did not confirm that "
                        + Numbers.of(Integer.toString(left.size()), "array") + " of " + campaign
                        + (left.size() == 1 ? " is" : " are")
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
                Site site = session.sites().site(batch);
                try {
                    Laying.folder(session, site, campaign).remove();
                } catch (ShellFailure | Problem e) {
                    session.note("the campaign's folder on cluster " + cluster + " stays: " + e.getMessage());
                }
            }
        }
    }
}
