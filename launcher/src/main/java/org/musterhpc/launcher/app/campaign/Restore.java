package org.musterhpc.launcher.app.campaign;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.SentTo;
import org.musterhpc.launcher.cluster.pool.PoolCluster;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.restore.Adoption;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.restore.Journals;
import org.musterhpc.launcher.restore.Restoration;
import org.musterhpc.launcher.submit.SendRetries;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.sign.SigningKey;

/**
 * Puts a campaign back that Redis has lost, in whole or in part, from its manifest, its agents' journals and what is there.
 */
public record Restore(
        Environment here,
        Connection connection,
        Setup setup,
        ClusterConnections clusters,
        Leftovers leftovers,
        Notes notes) {
    /**
     * What is to be put back.
     *
     * @param logs folders of agents' logs, beside those that are known
     * @param manifest the manifest's folder, where this machine did not submit the campaign; else null
     * @param force even while agents run tasks of a campaign that is damaged: they run again
     */
    public record Wanted(
            String campaign, List<Path> logs, @Nullable Path manifest, boolean force) {}

    /**
     * Where was looked for journals.
     *
     * @param journals how many were found in all
     * @param places and how many at each place that was looked into
     * @param without the places that could not be looked into, and why
     */
    public record Looked(int journals, Map<String, Long> places, List<String> without) {}

    /**
     * @param looked is told where was looked for journals, before anything is put back
     * @param progress is told how many tasks are back
     * @return how the campaign stands then
     */
    public View.Overview campaign(Wanted wanted, Consumer<Looked> looked, LongConsumer progress) {
        String name = wanted.campaign();
        if (!Names.valid(name)) {
            throw Problem.usage("'" + name + "' is not a campaign's name", "muster restore NAME, without .yml");
        }
        new Fitness(connection, setup, notes).check();
        Campaign known = definition(wanted);
        refuseMissing(wanted.logs());
        Set<String> sentTo = new SentTo(here.home(), connection.link().ledger()).of(name);
        JournalPlaces.Found places = new JournalPlaces(here.home(), setup, clusters, here.pause())
                .of(name, sentTo, wanted.logs(), wanted.manifest());
        Journals journals = Journals.read(known, List.copyOf(places.folders().values()));
        Map<String, Long> counts = new LinkedHashMap<>();
        places.folders().forEach((where, folder) -> counts.put(where, journals.count(folder)));
        looked.accept(new Looked(journals.count(), counts, places.without()));
        put(wanted, known, journals, progress);
        goals(name, places.clusters());
        return connection.view().overview(name);
    }

    private void put(Wanted wanted, Campaign known, Journals journals, LongConsumer progress) {
        String name = known.name();
        SigningKey key = CampaignKey.keptOrFresh(here.home(), name);
        Recovery recovery = connection.link().recovery();
        Restoration restoration =
                new Restoration(recovery, connection.link().intake(), new SendRetries(here.pause()), known, key);
        ManifestReader manifest = new ManifestReader(here.home().manifest(name));
        switch (recovery.look(known)) {
            case ANOTHER ->
                throw Problem.usage(
                        "there is another campaign " + name + " at " + connection.address()
                                + " than the one that was submitted from here",
                        "remove it first: muster purge " + name);
            case WHOLE -> {
                if (sound(wanted, key, journals)) {
                    throw Problem.usage(
                            "campaign " + name + " is there, and nothing of it is missing",
                            "go on with it: muster run " + name + "; more journals: --logs DIR");
                }
                refuseWhileWorking(known, wanted.force());
                restoration.mend(manifest::messages, journals, progress);
            }
            case PART -> {
                refuseWhileWorking(known, wanted.force());
                restoration.mend(manifest::messages, journals, progress);
            }
            case NOTHING, RESTORING -> {
                if (restoration.begin() == Intake.Created.SAME) {
                    notes.note("goes on with a restore that was interrupted");
                }
                restoration.run(manifest::messages, journals, progress);
            }
        }
    }

    private boolean sound(Wanted wanted, SigningKey key, Journals journals) {
        View view = connection.view();
        String name = wanted.campaign();
        View.Overview overview = view.overview(name);
        long done = overview.stages().values().stream()
                .mapToLong(tally -> tally.count(State.DONE))
                .sum();
        return wanted.logs().isEmpty()
                && journals.done() <= done
                && view.campaign(name).filter(key::signed).isPresent()
                && overview.holds()
                && view.audit(name).holds();
    }

    /** While it is put together, agents find it gone, and leave. */
    private void refuseWhileWorking(Campaign known, boolean force) {
        String name = known.name();
        View.Overview there = connection.link().recovery().remains(known);
        long working = there.stages().values().stream()
                .mapToLong(tally -> tally.count(State.WORKING))
                .sum();
        if (working > 0 && there.agents() > 0 && !force) {
            throw Problem.usage(
                    Numbers.of(Numbers.grouped(working), "task") + " of " + name + (working == 1 ? " is" : " are")
                            + " running, and would run again",
                    "wait for them: muster pause " + name + " lets no others begin; or all the same: muster restore "
                            + name + " --force");
        }
    }

    /** Says again where it ran, so that a run goes on there, and a purge leaves nothing there. */
    private void goals(String campaign, Set<String> found) {
        Ledger ledger = connection.link().ledger();
        Set<String> wanted = new TreeSet<>(found);
        SentTo sentTo = new SentTo(here.home(), ledger);
        wanted.addAll(sentTo.of(campaign));
        ledger.arrays(campaign).forEach(array -> wanted.add(array.cluster()));
        wanted.removeAll(ledger.goals(campaign).keySet());
        for (String cluster : wanted) {
            sentTo.note(campaign, cluster);
            ledger.goal(campaign, cluster, goal(cluster));
        }
        ledger.goals(campaign).keySet().stream()
                .filter(setup.pools()::contains)
                .forEach(name -> served(campaign, name));
    }

    /** Its agents are there, and go on with it. */
    private void served(String campaign, String name) {
        try (Pool pool = connection.link().pool(name)) {
            pool.enter(campaign);
            pool.ring(campaign, Math.max(1, pool.living().size()));
        }
    }

    private Goal goal(String cluster) {
        ClusterSettings.Batch batch = setup.batch(cluster);
        if (batch != null && batch.pool() == null) {
            return batch.arrays().goal();
        }
        return setup.pools().contains(cluster) ? PoolCluster.NOTHING_SUBMITTED : new Goal.Auto();
    }

    private Campaign definition(Wanted wanted) {
        String name = wanted.campaign();
        Path from = wanted.manifest();
        if (from != null) {
            Campaign named = Definition.beside(from, name);
            Adoption.adopt(here.home(), named, from);
            return named;
        }
        Campaign kept = leftovers.submitted(name);
        if (kept == null) {
            throw Problem.usage(
                    "campaign " + name + " was not submitted with "
                            + here.home().root(),
                    "name the folder of its manifest: muster restore " + name
                            + " --from DIR; on a cluster it is REMOTE_DIR/campaigns/" + name + "/manifest");
        }
        return kept;
    }

    private static void refuseMissing(List<Path> logs) {
        for (Path folder : logs) {
            if (!Files.isDirectory(folder)) {
                throw Problem.usage("--logs: there is no folder " + folder, "name one that this machine sees");
            }
        }
    }
}
