package org.musterhpc.launcher.cluster.batch.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.policy.Amender;
import org.musterhpc.queue.policy.Releaser;
import org.musterhpc.queue.policy.Releaser.Gone;

/** The agents of one campaign on one cluster. */
final class CampaignAgents implements ArrayAgents {
    private final String campaign;
    private final String cluster;
    private final View view;
    private final WorkQueue work;

    CampaignAgents(String campaign, String cluster, QueueServer server) {
        this.campaign = campaign;
        this.cluster = cluster;
        this.view = server.view();
        this.work = server.work(campaign);
    }

    @Override
    public List<View.AgentView> agents() {
        return view.agents(campaign).stream()
                .filter(agent -> agent.info().cluster().equals(cluster))
                .toList();
    }

    @Override
    public int release(Map<String, Gone> gone, Instant now) {
        return new Releaser(work, () -> now).release(gone).taken();
    }

    @Override
    public List<String> amend(LateCauses causes, String named) {
        return causes.amend(new Amender(work.losses(), work.campaign()), named);
    }

    @Override
    public void close() {
        work.close();
    }
}
