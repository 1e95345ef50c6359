package org.musterhpc.launcher.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.Clusters;
import org.musterhpc.launcher.batch.ArrayForce;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.logs.Reach;
import org.musterhpc.launcher.logs.RemoteLogs;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.queue.model.Campaign;

/** The clusters that a session speaks to. */
record SessionClusters(Session session) implements Clusters {

    @Override
    public void check(@Nullable String cluster, Campaign campaign) {
        session.employer(cluster).check(campaign);
    }

    @Override
    public Agents start(String campaign, Map<String, Long> tasks, @Nullable String cluster) {
        Forces forces = Forces.hire(session, campaign, tasks, cluster);
        return new Agents() {
            @Override
            public int count() {
                return forces.agents();
            }

            @Override
            public String where() {
                return forces.where();
            }

            @Override
            public void leave() {
                forces.leave();
            }
        };
    }

    @Override
    public Map<String, Integer> cancel(Campaign campaign) {
        Map<String, Integer> left = new LinkedHashMap<>();
        for (ArrayForce force : Forces.watch(session, campaign, null, Set.of())) {
            int count = force.watch()
                    .cancel(session.now(), session.around().pause())
                    .size();
            if (count > 0) {
                left.put(force.watch().cluster(), count);
            }
        }
        return left;
    }

    @Override
    public void removeFolder(ClusterSettings.Batch cluster, String campaign) throws ShellFailure {
        Laying.folder(session, session.sites().site(cluster), campaign).remove();
    }

    @Override
    public RemoteLogs logs(String campaign) {
        return session.sites().logs(campaign);
    }

    @Override
    public Reach reach(ClusterSettings.Batch cluster, String campaign) {
        return session.sites().at(cluster, campaign);
    }

    @Override
    public Shell shell(ClusterSettings.Batch cluster) {
        return session.shells().open(cluster.site().ssh(), cluster.name());
    }
}
