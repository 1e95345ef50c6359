package org.musterhpc.launcher.app.campaign;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Ownership;
import org.musterhpc.launcher.expand.Additions;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.home.CampaignTurn;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Growth;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;

/**
 * Puts tasks into a campaign that is under way, with what follows them: into its manifest first, and from there onto the
 * queues as a submit does. So whoever is killed says the same again, and whatever is in the manifest comes, once.
 */
public record AddTasks(Connection connection, MusterHome home, Pause pause) {
    /**
     * What came of it.
     *
     * @param added how many tasks of the stage are new
     * @param there how many of those that were named were there already
     * @param followers other stage → how many tasks came along
     * @param overview where all tasks stand then
     */
    public record Added(String stage, long added, long there, Map<String, Long> followers, View.Overview overview) {}

    /**
     * @param stage null: the one that has tasks of its own
     * @throws Problem usage, where they cannot be added: then nothing was
     */
    public Added add(String name, @Nullable String stage, Source rows) {
        return new CampaignTurn(home, name, pause).take(() -> {
            Campaign campaign = known(name);
            String to = stage == null ? onlyStage(campaign) : ownStage(campaign, stage);
            Path manifest = settled(campaign);
            refuseOthers(campaign, to);
            Submission rest = rest(campaign, manifest);
            rest.send(() -> false); // what somebody was killed over
            Additions additions = Additions.of(campaign, Map.of(to, rows), manifest);
            try {
                if (additions.any()) {
                    unseal(name, campaign.grownWith(to), false);
                }
                try {
                    refuseReleased(campaign, additions);
                    additions.publish();
                } finally {
                    rest.push(() -> false); // refused or not, what was unsealed is sealed again
                }
            } finally {
                additions.discard();
            }
            Map<String, Long> followers = additions.added().entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(to) && entry.getValue() > 0)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            return new Added(
                    to,
                    additions.added().getOrDefault(to, 0L),
                    additions.there(to),
                    followers,
                    connection.view().overview(name));
        });
    }

    Campaign known(String name) {
        return connection
                .view()
                .campaign(name)
                .orElseThrow(() -> Problem.usage(
                        "campaign " + name + " is not there", "submit it first: muster submit FILE --stage-only"));
    }

    /** The manifest, with all that others have put into it. */
    Path settled(Campaign campaign) {
        Ownership.refuseImported(campaign);
        Path manifest = home.manifest(campaign.name());
        Additions.settle(manifest);
        for (Stage stage : campaign.stages()) {
            if (!new ManifestReader(manifest).has(stage.name())) {
                throw Problem.usage(
                        "campaign " + campaign.name() + " was not submitted from here: " + manifest
                                + " has no tasks of stage " + stage.name(),
                        "add tasks where it was submitted, or take it here: muster restore " + campaign.name()
                                + " --from DIR");
            }
        }
        return manifest;
    }

    /** Sends what the manifest has and Redis has not. */
    Submission rest(Campaign campaign, Path manifest) {
        return new Submission(
                connection.link().intake(),
                pause,
                campaign,
                new ManifestReader(manifest)::texts,
                Ownership.key(home, campaign));
    }

    private static String onlyStage(Campaign campaign) {
        List<String> own = campaign.stages().stream()
                .filter(stage -> stage.after() == null)
                .map(Stage::name)
                .toList();
        if (own.size() == 1) {
            return own.get(0);
        }
        throw Problem.usage(
                "campaign " + campaign.name() + " has several stages with tasks of their own: "
                        + String.join(", ", own),
                "say which: --stage " + own.get(0));
    }

    private static String ownStage(Campaign campaign, String wanted) {
        Stage stage = campaign.stages().stream()
                .filter(each -> each.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Problem.usage(
                        "campaign " + campaign.name() + " has no stage " + wanted,
                        "it has: " + campaign.stages().stream().map(Stage::name).collect(Collectors.joining(", "))));
        Stage.After after = stage.after();
        if (after != null && !after.all()) {
            throw Problem.usage(
                    "stage " + wanted + " has no tasks of its own: they come with those of "
                            + String.join(" and ", after.stages()),
                    after.mode() == Mode.CHILDREN
                            ? "results bring them along; add a task to the stage that these are of"
                            : "add to the stage that it follows, and its tasks come along");
        }
        return wanted;
    }

    /** What follows tasks of several stages one by one wants a task in each. */
    private static void refuseOthers(Campaign campaign, String to) {
        List<String> grown = campaign.grownWith(to);
        for (String name : grown) {
            Stage.After after = campaign.stage(name).after();
            if (!name.equals(to) && after != null && !grown.containsAll(after.stages())) {
                throw Problem.usage(
                        "stage " + name + " follows " + String.join(" and ", after.stages())
                                + " one by one, so a task of " + to + " alone can never have one that follows it",
                        "add rows to what both are made from, and: muster submit FILE --update");
            }
        }
    }

    void unseal(String name, Collection<String> grown, boolean ended) {
        Growth.Unsealed unsealed = connection.link().growth().unseal(name, List.copyOf(grown), ended);
        switch (unsealed.found()) {
            case OK -> {}
            case COMPLETE ->
                throw Problem.usage(
                        "campaign " + name + " has ended and is not open: nobody waits for more tasks",
                        "add rows to what its file names, and: muster submit FILE --update; a campaign with open: true"
                                + " waits for tasks until muster close");
            case BEGUN ->
                throw Problem.usage(
                        "stage " + unsealed.stage() + " waited for the whole of what would grow, and has begun:"
                                + " it would know nothing of new tasks",
                        "submit them as another campaign: muster submit FILE --name OTHER");
            case RESTORING -> throw Submit.halfRestored(name);
        }
    }

    /** Groups whose task waits no longer would never hear of the new one. */
    void refuseReleased(Campaign campaign, Additions additions) {
        for (Stage stage : campaign.stages()) {
            for (Follower follower : stage.followers()) {
                if (follower.mode() == Mode.GROUP && !campaign.brought(follower.stage())) {
                    Set<String> groups = additions.grownGroups(follower, stage.name());
                    List<String> released =
                            connection.link().growth().released(campaign.name(), follower.stage(), groups);
                    if (!released.isEmpty()) {
                        throw Problem.usage(
                                "task " + follower.stage() + "/" + released.get(0) + " has been released or has ended:"
                                        + " its group can get no more members"
                                        + (released.size() == 1
                                                ? ""
                                                : ", nor can " + (released.size() - 1) + " others"),
                                "give the new tasks another '" + follower.group() + "', or another campaign");
                    }
                }
            }
        }
    }

    /**
     * Says that no more tasks come: seals what is there, once all of it is on the queues.
     *
     * @return whether it was open
     */
    public boolean close(String name) {
        return new CampaignTurn(home, name, pause).take(() -> {
            Campaign campaign = known(name);
            Path manifest = settled(campaign);
            Definition.keep(home, campaign.withOpen(false));
            // Before the mark goes: whoever sees neither takes what is not sealed for lost.
            rest(campaign, manifest).complete(() -> false);
            return connection.link().growth().close(name);
        });
    }
}
