package org.musterhpc.launcher.app.campaign;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Ownership;
import org.musterhpc.launcher.expand.Additions;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.CampaignTurn;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.SigningKey;

/**
 * Takes a changed file into a campaign that is there: new rows become tasks, and definitions hold for what is claimed from
 * then on. Rows go into the manifest first, then definitions are replaced at one moment; what is left to be sent is found by
 * whoever says the same again.
 */
record ChangeCampaign(Connection connection, MusterHome home, AddTasks adding) {

    /**
     * @param how the command, for advice
     * @return what was changed, in one line; empty where this very file was taken before
     * @throws Problem usage, where it is not to be taken, or cannot be: then nothing was changed
     */
    String take(Plan plan, CampaignRequest request, GivenCommand how) {
        try {
            return new CampaignTurn(home, plan.name(), adding.pause()).take(() -> alone(plan, request, how));
        } finally {
            plan.discard();
        }
    }

    private String alone(Plan plan, CampaignRequest request, GivenCommand how) {
        Campaign there = adding.known(plan.name());
        if (there.file().equals(plan.campaign().digest())) {
            return "";
        }
        String keep =
                "keep both: " + how.named("OTHER") + "; or remove the old one and its results: " + how.with("--fresh");
        if (CampaignKey.kept(home, plan.name()) == null) {
            throw Problem.usage(
                    "there is a campaign " + plan.name() + " already, and it is not the same: its commands, settings or"
                            + " tasks differ from those of the file",
                    keep);
        }
        SigningKey key = Ownership.key(home, there);
        Difference difference = Difference.of(there, plan.campaign());
        if (!difference.refused().isEmpty()) {
            throw Problem.usage(
                    "campaign " + plan.name() + " is there, and this cannot be taken into it: "
                            + String.join("; ", difference.refused()),
                    keep);
        }
        Path manifest = adding.settled(there);
        adding.rest(there, manifest).send(() -> false); // what somebody was killed over
        Campaign changed =
                key.sign(there.changed(difference.stages(), plan.campaign().digest()));
        Additions additions =
                Additions.of(changed, plan.incoming().folder(), manifest, new Spot(Path.of(request.file()), 0));
        try {
            String line = difference.line(additions.rows(), additions.gone());
            if (!request.update()) {
                throw Problem.usage(
                        "campaign " + plan.name() + " is there, and "
                                + (request.text() == null ? "the file differs" : "what is said here differs") + ": "
                                + line,
                        "take it with --update: " + how.as("submit").with("--update") + "; " + keep);
            }
            take(there, changed, additions, manifest);
            plan.incoming().settleWords();
            return line;
        } finally {
            additions.discard();
        }
    }

    private void take(Campaign there, Campaign changed, Additions additions, Path manifest) {
        String name = there.name();
        Set<String> grown = new LinkedHashSet<>();
        for (Stage stage : there.stages()) {
            if (additions.added().getOrDefault(stage.name(), 0L) > 0) {
                grown.addAll(there.grownWith(stage.name()));
            }
        }
        boolean taken = false;
        try {
            if (!grown.isEmpty()) {
                adding.unseal(name, grown, true);
            }
            adding.refuseReleased(changed, additions);
            additions.publish();
            taken = connection.link().growth().change(there, changed);
        } finally {
            if (!taken) {
                adding.rest(there, manifest).push(() -> false); // what was unsealed is sealed again
            }
        }
        if (!taken) {
            throw Problem.failed(
                    "somebody else has changed campaign " + name + " at the same time", "look, and say the same again");
        }
        Definition.keep(home, changed);
    }
}
