package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.restore.Adoption;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.restore.Journals;
import org.musterhpc.launcher.restore.Restoration;
import org.musterhpc.launcher.submit.Patience;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.StatusJson;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.sign.SigningKey;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster restore}: puts a campaign back that Redis has lost, in whole or in part, from its manifest, its agents'
 * journals and what is there.
 */
final class RestoreCommand extends SessionCommand {
    @Parameters(arity = "1", paramLabel = "CAMPAIGN")
    String campaign = "";

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            description =
                    "a folder of agents' logs, beside the campaign's own here and on its clusters; may be said again")
    List<Path> logs = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "MANIFEST_DIR",
            description = "a manifest's folder, where this machine did not submit it")
    @Nullable
    Path from;

    @Option(
            names = "--force",
            description = "even while agents run tasks of a campaign that is damaged: they run again")
    boolean force;

    RestoreCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        if (!Names.valid(campaign)) {
            throw Problem.usage("'" + campaign + "' is not a campaign's name", "muster restore NAME, without .yml");
        }
        Fitness.check(session);
        Campaign known = definition(session);
        JournalPlaces places = JournalPlaces.of(session, campaign, named(), from);
        Journals journals = Journals.read(known, places.folders());
        if (!session.json()) {
            places.tell(journals);
        }
        SigningKey key = CampaignKey.keptOrFresh(session.home(), campaign);
        Recovery recovery = session.link().recovery();
        Restoration restoration = new Restoration(
                recovery, session.intake(), new Patience(session.around().pause()), known, key);
        ManifestReader manifest = new ManifestReader(session.home().manifest(campaign));
        switch (recovery.look(known)) {
            case ANOTHER ->
                throw Problem.usage(
                        "there is another campaign " + campaign + " at " + session.address()
                                + " than the one that was submitted from here",
                        "remove it first: muster purge " + campaign);
            case WHOLE -> {
                if (sound(session, key, journals)) {
                    throw Problem.usage(
                            "campaign " + campaign + " is there, and nothing of it is missing",
                            "go on with it: muster run " + campaign + "; more journals: --logs DIR");
                }
                refuseWhileWorking(session, known);
                restoration.mend(manifest::messages, journals, there -> progress(session, there));
            }
            case PART -> {
                refuseWhileWorking(session, known);
                restoration.mend(manifest::messages, journals, there -> progress(session, there));
            }
            case NOTHING, RESTORING -> {
                if (restoration.begin() == Intake.Created.SAME) {
                    session.note("goes on with a restore that was interrupted");
                }
                restoration.run(manifest::messages, journals, there -> progress(session, there));
            }
        }
        goals(session, places);
        CampaignChoice.remember(session, campaign);
        tell(session, journals, places);
        return 0;
    }

    private boolean sound(Session session, SigningKey key, Journals journals) {
        View view = session.view();
        long done = view.overview(campaign).stages().values().stream()
                .mapToLong(tally -> tally.count(State.DONE))
                .sum();
        return logs.isEmpty()
                && journals.done() <= done
                && view.campaign(campaign).filter(key::signed).isPresent()
                && view.overview(campaign).holds()
                && view.audit(campaign).holds();
    }

    /** While it is put together, agents find it gone, and leave. */
    private void refuseWhileWorking(Session session, Campaign known) {
        View.Overview there = session.link().recovery().remains(known);
        long working = there.stages().values().stream()
                .mapToLong(tally -> tally.count(State.WORKING))
                .sum();
        if (working > 0 && there.agents() > 0 && !force) {
            throw Problem.usage(
                    Numbers.of(Numbers.grouped(working), "task") + " of " + campaign + (working == 1 ? " is" : " are")
                            + " running, and would run again",
                    "wait for them: muster pause " + campaign
                            + " lets no others begin; or all the same: muster restore " + campaign + " --force");
        }
    }

    /** So that a run goes on where it ran, and a purge leaves nothing there. */
    private void goals(Session session, JournalPlaces places) {
        Ledger ledger = session.link().ledger();
        Set<String> wanted = new TreeSet<>(places.clusters());
        wanted.addAll(SentTo.of(session, campaign));
        ledger.arrays(campaign).forEach(array -> wanted.add(array.cluster()));
        wanted.removeAll(ledger.goals(campaign).keySet());
        for (String cluster : wanted) {
            ClusterSettings.Batch batch = session.setup().batch(cluster);
            SentTo.note(session, campaign, cluster);
            ledger.goal(
                    campaign,
                    cluster,
                    batch == null ? new Goal.Auto() : batch.arrays().goal());
        }
    }

    private Campaign definition(Session session) {
        if (from != null) {
            Campaign named = Definition.beside(from, campaign);
            Adoption.adopt(session.home(), named, from);
            return named;
        }
        Campaign kept = new Leftovers(session, campaign).submitted();
        if (kept == null) {
            throw Problem.usage(
                    "campaign " + campaign + " was not submitted with "
                            + session.home().root(),
                    "name the folder of its manifest: muster restore " + campaign
                            + " --from DIR; on a cluster it is REMOTE_DIR/campaigns/" + campaign + "/manifest");
        }
        return kept;
    }

    private List<Path> named() {
        for (Path folder : logs) {
            if (!Files.isDirectory(folder)) {
                throw Problem.usage("--logs: there is no folder " + folder, "name one that this machine sees");
            }
        }
        return logs;
    }

    private static void progress(Session session, long there) {
        if (session.err().look().live()) {
            session.err().raw("\rrestored " + Numbers.grouped(there) + "\u001b[K");
            session.err().flush();
        }
    }

    private void tell(Session session, Journals journals, JournalPlaces places) {
        if (session.err().look().live()) {
            session.err().raw("\r\u001b[K");
        }
        var overview = session.view().overview(campaign);
        if (session.json()) {
            ObjectNode status = StatusJson.status(campaign, overview, 0);
            status.put("journals", journals.count());
            places.put(status, journals);
            session.out().json(status);
            return;
        }
        Standing total = Standing.sum(overview.stages(), Map.of());
        session.out()
                .line(campaign + ": " + Numbers.of(Numbers.grouped(total.total()), "task") + " restored, "
                        + Numbers.grouped(total.done()) + " of them done by "
                        + Numbers.of(Integer.toString(journals.count()), "journal"));
        session.out().line(total.allDone() ? "  nothing is left to do" : "  go on with: muster run " + campaign);
    }
}
