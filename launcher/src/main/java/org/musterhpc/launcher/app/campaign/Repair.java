package org.musterhpc.launcher.app.campaign;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Ownership;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.app.look.RollCall;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.SentTo;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.repair.Disk;
import org.musterhpc.launcher.repair.FoundOnDisk;
import org.musterhpc.launcher.repair.LocalDisk;
import org.musterhpc.launcher.repair.RemoteDisk;
import org.musterhpc.launcher.repair.Reruns;
import org.musterhpc.launcher.repair.Survey;
import org.musterhpc.launcher.restore.BroughtTasks;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.restore.Journals;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.submit.MessageSource;
import org.musterhpc.launcher.submit.SendRetries;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.SigningKey;

/** Has made again what is gone of a campaign's outputs; of one that was never submitted, what is not there yet. */
public record Repair(Environment here, Connection connection, Setup setup, ClusterConnections clusters, Notes notes) {
    /** The name of the campaign in a file. */
    public static String name(CampaignRequest request) {
        return Plans.read(request).name();
    }

    /** Whether the campaign was submitted, and as a whole. No server is started to find that out. */
    public boolean submitted(String campaign) {
        return known(campaign) && !connection.link().recovery().underWay(campaign);
    }

    private boolean known(String campaign) {
        return (!connection.embedded() || Files.isDirectory(here.home().redis()))
                && connection.link().view().campaign(campaign).isPresent();
    }

    /**
     * Looks at a campaign that was submitted.
     *
     * @throws Problem where it cannot be told what is there
     */
    public Survey look(String name, Survey.Wanted wanted) {
        Campaign campaign = connection.campaign(name);
        if (connection.link().recovery().underWay(name)) {
            throw Submit.halfRestored(name);
        }
        View view = connection.view();
        View.Overview overview = view.overview(name);
        if (!overview.holds()) {
            throw RollCall.broken(name, overview);
        }
        Set<String> sentTo = new SentTo(here.home(), connection.link().ledger()).of(name);
        String usual = sentTo.size() == 1 ? sentTo.iterator().next() : Config.LOCAL;
        Survey survey = new Survey(campaign, disks(campaign, usual), wanted, Survey.underWay(overview));
        for (Stage stage : campaign.stages()) {
            survey.ended(stage.name(), sink -> view.endings(name, stage.name(), sink));
        }
        return survey;
    }

    /** Sends again what was found, as far as nobody else has done so. */
    public Reruns.Sent send(String name, Survey survey) {
        Campaign campaign = connection.campaign(name);
        SigningKey key = Ownership.key(here.home(), campaign);
        return new Reruns(connection.link().control(), campaign, key, submittedTasks(campaign, survey)).send(survey);
    }

    /** Journals are read only where they are needed: of a task that a result brought along nothing else tells what it was. */
    private MessageSource<Message> submittedTasks(Campaign campaign, Survey survey) {
        MessageSource<Message> manifest = new ManifestReader(here.home().manifest(campaign.name()))::messages;
        boolean needed = survey.found().stream()
                .anyMatch(findings -> findings.toRun() > 0 && campaign.brought(findings.stage()));
        if (!needed) {
            return manifest;
        }
        Set<String> sentTo = new SentTo(here.home(), connection.link().ledger()).of(campaign.name());
        JournalPlaces.Found places = new JournalPlaces(here.home(), setup, clusters, here.pause())
                .of(campaign.name(), sentTo, List.of(), null);
        places.without().forEach(notes::note);
        Journals journals = Journals.read(campaign, List.copyOf(places.folders().values()));
        return new BroughtTasks(campaign, manifest, journals);
    }

    /** Looks at a campaign that was never submitted. */
    public Survey look(Plan plan, boolean downstream) {
        Campaign campaign = plan.campaign();
        String cluster = cluster(plan);
        Survey survey = new Survey(
                campaign, disks(campaign, cluster), new Survey.Wanted(null, downstream, Set.of()), stage -> false);
        survey.fresh(new ManifestReader(plan.incoming().folder())::messages);
        return survey;
    }

    private static String cluster(Plan plan) {
        String cluster = plan.cluster();
        return cluster == null ? Config.LOCAL : cluster;
    }

    /**
     * Submits it: what was found is recorded as done.
     *
     * @param how the command, for advice
     */
    public void submit(Plan plan, Survey survey, String how) {
        String name = plan.name();
        MusterHome home = here.home();
        if (!known(name)) {
            refuseLost(plan, how);
        }
        CampaignKey.Offer offer = CampaignKey.Offer.of(home, name, null);
        SigningKey key = offer.key();
        Recovery recovery = connection.link().recovery();
        Intake intake = connection.link().intake();
        Campaign begun = plan.campaign().begun(connection.link().view().now());
        FoundOnDisk found = new FoundOnDisk(recovery, intake, new SendRetries(here.pause()), begun, key);
        Intake.Created created = found.begin();
        offer.settle(connection.link().view().campaign(name).filter(key::signed).isPresent());
        if (created == Intake.Created.DIFFERENT) {
            plan.discard();
            throw Problem.usage(
                    "there is a campaign " + name + " already, which was submitted meanwhile, or is not the same",
                    "say it again to repair that one; or keep both: " + how + " --name OTHER");
        }
        plan.incoming().settle();
        Campaign there = connection.campaign(name);
        SigningKey right = Ownership.key(home, there);
        Definition.keep(home, there);
        // Of two that say the same at once, one begins it: what the other puts in bears its signature.
        new FoundOnDisk(recovery, intake, new SendRetries(here.pause()), there, right)
                .put(survey, new ManifestReader(home.manifest(name))::messages, cluster(plan));
    }

    private void refuseLost(Plan plan, String how) {
        if (Definition.submitted(here.home(), plan.campaign())) {
            plan.discard();
            throw Problem.usage(
                    "campaign " + plan.name() + " was submitted before, and Redis at " + connection.address()
                            + " does not know it (any more)",
                    "go on where it stopped: muster restore " + plan.name() + "; or forget it, and say this again: "
                            + "muster purge " + plan.name() + "; " + how);
        }
    }

    /** @param usual where tasks that never ran would have */
    private Function<String, Disk> disks(Campaign campaign, String usual) {
        Map<String, Disk> known = new HashMap<>();
        Disk local = new LocalDisk();
        return cluster -> known.computeIfAbsent(cluster.isEmpty() ? usual : cluster, name -> {
            ClusterSettings.@Nullable Batch batch = setup.batch(name);
            return batch == null || batch.site().ssh() == null ? local(campaign, name, local) : remote(campaign, batch);
        });
    }

    private Disk local(Campaign campaign, String cluster, Disk local) {
        if (!setup.knows(cluster)) {
            throw Problem.usage(
                    "tasks of " + campaign.name() + " ran on cluster " + cluster + ", which muster.yml does not have:"
                            + " nobody can say whether their outputs are there",
                    "write it into muster.yml, or say this where it is");
        }
        return local;
    }

    private Disk remote(Campaign campaign, ClusterSettings.Batch batch) {
        List<String> workdirs = campaign.stages().stream()
                .map(stage -> stage.shell().workdir())
                .distinct()
                .toList();
        return new RemoteDisk(
                clusters.site(batch).shell(),
                new Retries(here.pause()),
                clusters.work(batch, campaign.name()),
                workdirs);
    }
}
