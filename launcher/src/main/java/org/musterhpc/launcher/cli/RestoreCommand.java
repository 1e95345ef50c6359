package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
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
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster restore}: puts a campaign that Redis has lost back in, from its manifest and its agents' journals. */
final class RestoreCommand extends SessionCommand {
    @Parameters(arity = "1", paramLabel = "CAMPAIGN")
    String campaign = "";

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            description = "a folder of agents' logs, beside the campaign's own here; may be said again")
    List<Path> logs = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "MANIFEST_DIR",
            description = "a manifest's folder, where this machine did not submit it")
    @Nullable
    Path from;

    RestoreCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        if (!Names.valid(campaign)) {
            throw Problem.usage("'" + campaign + "' is not a campaign's name", "muster restore NAME, without .yml");
        }
        Fitness.check(session);
        Campaign lost = definition(session);
        Journals journals = Journals.read(lost, folders(session));
        Patience patience = new Patience(session.around().pause());
        Restoration restoration =
                new Restoration(session.link().recovery(), session.intake(), patience, lost, key(session.home()));
        Intake.Created begun = restoration.begin();
        if (begun == Intake.Created.DIFFERENT) {
            throw Problem.usage(
                    "there is a campaign " + campaign + " already at " + session.address()
                            + ": only one that Redis has lost is restored",
                    "go on with it: muster run " + campaign + "; or remove it first: muster purge " + campaign);
        }
        if (begun == Intake.Created.SAME) {
            session.note("goes on with a restore that was interrupted");
        }
        CampaignChoice.remember(session, campaign);
        ManifestReader manifest = new ManifestReader(session.home().manifest(campaign));
        restoration.run(manifest::read, journals, there -> progress(session, there));
        tell(session, journals);
        return 0;
    }

    private Campaign definition(Session session) {
        if (from != null) {
            Campaign named = Definition.beside(from, campaign);
            Adoption.adopt(session.home(), named, from);
            return named;
        }
        Campaign kept = Definition.kept(session.home(), campaign);
        if (kept == null) {
            throw Problem.usage(
                    "campaign " + campaign + " was not submitted with "
                            + session.home().root(),
                    "name the folder of its manifest: muster restore " + campaign
                            + " --from DIR; on a cluster it is REMOTE_DIR/campaigns/" + campaign + "/manifest");
        }
        return kept;
    }

    /** Agents that are still there have the old one; where that is lost, they are told by the new signature to leave. */
    private SigningKey key(MusterHome home) {
        return CampaignKey.keptOrFresh(home, campaign);
    }

    private List<Path> folders(Session session) {
        for (Path folder : logs) {
            if (!Files.isDirectory(folder)) {
                throw Problem.usage("--logs: there is no folder " + folder, "name one that this machine sees");
            }
        }
        List<Path> folders = new ArrayList<>(logs);
        folders.add(session.home().logs(campaign));
        return folders;
    }

    private static void progress(Session session, long there) {
        if (session.err().look().live()) {
            session.err().raw("\rrestored " + Numbers.grouped(there) + "\u001b[K");
            session.err().flush();
        }
    }

    private void tell(Session session, Journals journals) {
        if (session.err().look().live()) {
            session.err().raw("\r\u001b[K");
        }
        var overview = session.view().overview(campaign);
        if (session.json()) {
            ObjectNode status = StatusJson.status(campaign, overview, 0);
            status.put("journals", journals.count());
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
