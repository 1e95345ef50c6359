package org.musterhpc.launcher.cli.command.campaign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.Restore;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.json.StatusJson;
import org.musterhpc.queue.View;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster restore}: puts a campaign back that Redis has lost, in whole or in part, from its manifest, its agents'
 * journals and what is there.
 */
public final class RestoreCommand extends SessionCommand {
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

    @Override
    protected int run(Session session) {
        AtomicReference<Restore.@Nullable Looked> looked = new AtomicReference<>();
        View.Overview overview = session.app()
                .restore()
                .campaign(
                        new Restore.Wanted(campaign, logs, from, force),
                        places -> {
                            looked.set(places);
                            tell(session, places);
                        },
                        there -> progress(session, there));
        session.app().campaigns().remember(campaign);
        if (session.err().look().live()) {
            session.err().raw("\r\u001b[K");
        }
        tell(session, overview, Objects.requireNonNull(looked.get()));
        return 0;
    }

    private static void tell(Session session, Restore.Looked looked) {
        if (!session.json()) {
            looked.places()
                    .forEach((where, journals) ->
                            session.note(Numbers.of(Numbers.grouped(journals), "journal") + " in " + where));
            looked.without().forEach(session::note);
        }
    }

    private static void progress(Session session, long there) {
        if (session.err().look().live()) {
            session.err().raw("\rrestored " + Numbers.grouped(there) + "\u001b[K");
            session.err().flush();
        }
    }

    private void tell(Session session, View.Overview overview, Restore.Looked looked) {
        if (session.json()) {
            ObjectNode status = StatusJson.status(campaign, overview, 0);
            status.put("journals", looked.journals());
            ArrayNode places = status.putArray("looked");
            looked.places()
                    .forEach((where, journals) ->
                            places.addObject().put("where", where).put("journals", journals));
            looked.without().forEach(status.putArray("without")::add);
            session.out().json(status);
            return;
        }
        Standing total = Standing.sum(overview.stages(), Map.of());
        session.out()
                .line(campaign + ": " + Numbers.of(Numbers.grouped(total.total()), "task") + " restored, "
                        + Numbers.grouped(total.done()) + " of them done by "
                        + Numbers.of(Integer.toString(looked.journals()), "journal"));
        session.out().line(total.allDone() ? "  nothing is left to do" : "  go on with: muster run " + campaign);
    }
}
