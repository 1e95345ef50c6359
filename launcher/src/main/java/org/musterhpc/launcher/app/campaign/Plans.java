package org.musterhpc.launcher.app.campaign;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.cluster.Cluster;
import org.musterhpc.launcher.cluster.pool.PoolCluster;
import org.musterhpc.launcher.expand.Expanded;
import org.musterhpc.launcher.expand.Expansion;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.TaskKey;
import org.musterhpc.queue.sign.SigningKey;

/** Makes plans of campaign files, and looks whether they can be carried out. */
public record Plans(MusterHome home, Setup setup, ClusterConnections clusters, Fitness fitness) {
    /**
     * Reads the file and makes its tasks.
     *
     * @throws Problem with every finding a line, where something is wrong
     */
    public Plan of(CampaignRequest request) {
        CampaignSpec spec = read(request);
        String cluster = cluster(request, spec);
        QueueNames queues = setup.queues(spec.name(), spec.stages().size());
        Incoming incoming = Incoming.of(home, spec.name());
        incoming.clearOthers();
        Expanded expanded = Expansion.run(spec, incoming.folder(), Machine.user());
        return new Plan(spec, expanded.withQueues(queues), incoming, cluster);
    }

    static CampaignSpec read(CampaignRequest request) {
        Path file = Path.of(request.file());
        String text = request.text();
        CampaignSpec spec =
                text == null ? CampaignFile.read(file, request.vars()) : CampaignFile.of(file, text, request.vars());
        String name = request.name();
        return name == null ? spec : spec.named(name);
    }

    /** The cluster that is meant; null: this machine. One that there is not is refused. */
    @Nullable
    String cluster(CampaignRequest request, CampaignSpec spec) {
        String cluster = request.cluster() != null ? request.cluster() : spec.cluster();
        setup.cluster(cluster);
        return cluster;
    }

    /**
     * Looks for what can be wrong with the server and on the cluster, before anything is sent.
     *
     * @param agents whether agents are wanted now
     * @param fresh whether what there was of a campaign of its name is removed first
     * @throws Problem where the server is not fit, or agents cannot be had there; the manifest that lies aside is gone then
     */
    public void check(Plan plan, boolean agents, boolean fresh) {
        boolean fine = false;
        try {
            fitness.check();
            Cluster cluster = clusters.named(plan.cluster());
            if (!fresh) {
                refuseAnotherKey(plan.name(), cluster);
            }
            if (agents) {
                cluster.check(plan.campaign());
            }
            fine = true;
        } finally {
            if (!fine) {
                plan.incoming().discard();
            }
        }
    }

    /** A campaign that has a key already must have its pool's. */
    private void refuseAnotherKey(String campaign, Cluster cluster) {
        SigningKey wanted = cluster.key().orElse(null);
        SigningKey kept = wanted == null ? null : CampaignKey.kept(home, campaign);
        if (wanted != null && kept != null && !kept.text().equals(wanted.text())) {
            throw PoolCluster.signedOtherwise(campaign, cluster.name());
        }
    }

    /**
     * What would be sent of a stage.
     *
     * @param first its first task
     * @param command that task's, as it would be run
     */
    public record Preview(Stage stage, long tasks, Message first, String command) {}

    /** Of each stage that has tasks; nothing is kept of the plan. */
    public List<Preview> preview(Plan plan) {
        try {
            List<Preview> previews = new ArrayList<>();
            for (StageSpec spec : plan.spec().stages()) {
                new ManifestReader(plan.incoming().folder()).messages(spec.name(), 0, batch -> {
                    Message first = batch.get(0);
                    previews.add(new Preview(
                            spec.stage(),
                            plan.tasks().getOrDefault(spec.name(), 0L),
                            first,
                            text(spec.templates()
                                    .command()
                                    .render(Parameters.of(plan.name(), first, spec.stage(), 1)))));
                    return false;
                });
            }
            return previews;
        } finally {
            plan.incoming().discard();
        }
    }

    /**
     * One task of the file, as it would be sent; nothing is kept of the plan.
     *
     * @param id null: the first
     * @throws Problem usage, where there is none of this id
     */
    public LoneTask task(Plan plan, @Nullable String id) {
        LoneTask[] found = new LoneTask[1];
        List<String> near = new ArrayList<>();
        try {
            for (StageSpec spec : plan.spec().stages()) {
                if (found[0] != null || plan.campaign().brought(spec.name())) {
                    continue; // of those that results bring, there is none yet
                }
                Stage stage = plan.campaign().stage(spec.name());
                new ManifestReader(plan.incoming().folder()).messages(spec.name(), 0, batch -> {
                    for (Message message : batch) {
                        if (id == null || message.id().equals(id)) {
                            found[0] = new LoneTask(plan.name(), stage, message, members(plan, stage, message));
                            return false;
                        }
                        if (message.id().equals(spec.name() + "/" + id)) {
                            near.add(message.id());
                        }
                    }
                    return true;
                });
            }
        } finally {
            plan.incoming().discard();
        }
        if (found[0] == null) {
            throw Problem.usage(
                    "the file has no task '" + id + "'",
                    near.isEmpty()
                            ? "ids are STAGE/KEY; muster submit FILE --dry-run shows the first of each stage"
                            : "did you mean: " + near.get(0));
        }
        return found[0];
    }

    /** Those of the task's group, in their order; none where it waits for no group. */
    private static List<UpstreamTask> members(Plan plan, Stage stage, Message task) {
        List<UpstreamTask> members = new ArrayList<>();
        if (TaskNames.hasItems(stage)) {
            String before = Objects.requireNonNull(stage.after()).stages().get(0);
            String group = TaskKey.of(stage.name(), task.id());
            new ManifestReader(plan.incoming().folder()).messages(before, 0, batch -> {
                for (Message message : batch) {
                    String its = message.extra()
                            .path(Message.GROUPS)
                            .path(stage.name())
                            .asText();
                    if (its.equals(group)) {
                        members.add(new UpstreamTask(before, message.id(), message.params(), null));
                    }
                }
                return true;
            });
        }
        return members;
    }

    private static String text(TaskCommand command) {
        return command instanceof TaskCommand.Shell shell
                ? shell.line()
                : String.join(" ", ((TaskCommand.Argv) command).words());
    }
}
