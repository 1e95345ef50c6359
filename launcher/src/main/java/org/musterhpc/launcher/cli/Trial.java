package org.musterhpc.launcher.cli;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.expand.Verification;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.queue.model.Campaign;

/** A campaign file that was found to be fine, tried on its cluster without a campaign being made of it. */
record Trial(
        Session session,
        CampaignSpec spec,
        Verification found,
        @Nullable String cluster) {

    /**
     * Looks for what {@code run} would refuse there, by the same code. A file for this machine needs no server for that,
     * unless the user names the cluster: then the server is looked at as well, where it is not the one that we start.
     *
     * @param named whether the user named the cluster
     * @throws Problem as {@code run} would
     */
    void check(boolean named) {
        ClusterSettings.Batch batch =
                session.setup().batch(session.setup().cluster(cluster).name());
        if (batch != null || (named && !session.embedded())) {
            Fitness.check(session);
        }
        // Not under its own name: the folder of a campaign that is there must stay as it is.
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        String name = "verify-" + HexFormat.of().formatHex(random);
        try {
            session.employer(cluster).check(campaign(name));
        } catch (Problem e) {
            if (batch != null && e.exit() != Problem.UNREACHABLE) {
                remove(batch, name);
            }
            throw e;
        }
        String left = batch == null ? "" : remove(batch, name);
        if (!left.isEmpty()) {
            session.note(left);
        }
    }

    private Campaign campaign(String name) {
        return new Campaign(
                name,
                "",
                System.getProperty("user.name", "unknown"),
                Instant.EPOCH,
                spec.stages().stream().map(StageSpec::stage).toList());
    }

    /** @return what stays there and why; empty: nothing does */
    private String remove(ClusterSettings.Batch batch, String name) {
        try {
            session.sites().site(batch).folder(name).remove();
            return "";
        } catch (ShellFailure | Problem e) {
            return "campaigns/" + name + " stays in " + batch.site().remoteDir() + " on cluster " + batch.name() + ": "
                    + e.getMessage();
        }
    }
}
