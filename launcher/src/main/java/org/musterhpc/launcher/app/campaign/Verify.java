package org.musterhpc.launcher.app.campaign;

import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.expand.Expansion;
import org.musterhpc.launcher.expand.Finding;
import org.musterhpc.launcher.expand.Verification;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.UniqueName;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.queue.model.Campaign;

/** Looks for all that can be wrong with a campaign file, and on its cluster, without making a campaign of it. */
public record Verify(
        Connection connection, Setup setup, Plans plans, Fitness fitness, ClusterConnections clusters, Notes notes) {
    /** A file that is fine. */
    public record Verified(CampaignSpec spec, Verification found) {}

    /** @throws Problem with every finding a line; or as {@code run} would throw it, where only the cluster is not fine */
    public Verified file(CampaignRequest request) {
        CampaignSpec spec = Plans.read(request);
        String cluster = plans.cluster(request, spec);
        setup.queues(spec.name(), spec.stages().size());
        Verification found = Expansion.verify(spec);
        if (!found.fine()) {
            String lines = found.findings().stream().map(Finding::what).collect(Collectors.joining("\n"));
            long more = found.found() - found.findings().size();
            String advice = found.findings().get(0).advice();
            throw Problem.usage(
                    more > 0 ? lines + "\n… and " + more + " more" : lines,
                    found.found() == 1 ? advice : found.found() + " problems were found; " + advice);
        }
        tryOn(cluster, spec, request.cluster() != null);
        return new Verified(spec, found);
    }

    /**
     * Looks for what {@code run} would refuse there, by the same code. A file for this machine needs no server for that,
     * unless the user names the cluster: then the server is looked at as well, where it is not our own.
     */
    private void tryOn(@Nullable String cluster, CampaignSpec spec, boolean named) {
        ClusterSettings.Batch batch = setup.batch(setup.cluster(cluster).name());
        if (batch != null || (named && !connection.embedded())) {
            fitness.check();
        }
        // Not under its own name: the folder of a campaign that is there must stay as it is.
        String name = UniqueName.of("verify");
        try {
            clusters.named(cluster).check(campaign(name, spec));
        } catch (Problem e) {
            if (batch != null && e.exit() != Problem.UNREACHABLE) {
                remove(batch, name);
            }
            throw e;
        }
        String left = batch == null ? "" : remove(batch, name);
        if (!left.isEmpty()) {
            notes.note(left);
        }
    }

    private static Campaign campaign(String name, CampaignSpec spec) {
        return new Campaign(
                name,
                "",
                Machine.user(),
                Instant.EPOCH,
                spec.stages().stream().map(StageSpec::stage).toList());
    }

    /** @return what stays there and why; empty: nothing does */
    private String remove(ClusterSettings.Batch batch, String name) {
        try {
            clusters.site(batch).folder(name).remove();
            return "";
        } catch (ShellFailure | Problem e) {
            return "campaigns/" + name + " stays in " + batch.site().remoteDir() + " on cluster " + batch.name() + ": "
                    + e.getMessage();
        }
    }
}
