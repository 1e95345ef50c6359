package org.musterhpc.launcher.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.cluster.local.LocalCluster;
import org.musterhpc.launcher.cluster.local.LocalResources;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.follow.CrewForce;
import org.musterhpc.launcher.follow.Force;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;

/** Agents on this machine. */
final class LocalEmployer implements Employer {
    private final Session session;
    private final ClusterSettings.Local settings;

    LocalEmployer(Session session, ClusterSettings.Local settings) {
        this.session = session;
        this.settings = settings;
    }

    @Override
    public void check(Campaign campaign) {
        LocalResources.here().check(campaign.stages(), session.setup().perCpu());
        AgentProgram.find();
    }

    @Override
    public Force hire(Campaign campaign, Map<String, Long> tasks, @Nullable Goal goal) {
        check(campaign);
        return new CrewForce(new LocalCluster(
                        settings.name(),
                        session.home(),
                        AgentProgram.find(),
                        session.around().pause())
                .start(session.setup().order(session, campaign.name(), session.key(campaign)), agents(goal)));
    }

    private int agents(@Nullable Goal goal) {
        if (goal == null) {
            return settings.agents();
        }
        if (goal instanceof Goal.Fixed fixed && fixed.agents() > 0 && fixed.agents() < 10_000) {
            return fixed.agents();
        }
        throw Problem.usage(
                "--elements: '" + goal.text() + "' is not a number of agents for this machine", "write 1 or more");
    }
}
