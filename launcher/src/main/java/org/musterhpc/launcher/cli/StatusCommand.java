package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.ClusterStanding;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.StatusJson;
import org.musterhpc.launcher.view.StatusText;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.View;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster status}: how many tasks are where, in one round trip whatever their number. */
final class StatusCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(names = "--watch", description = "show it again every second until the campaign has ended")
    boolean watch;

    @Option(names = "--all", description = "a line for each campaign")
    boolean all;

    StatusCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        if (all) {
            return all(session);
        }
        String name = session.campaign(campaign);
        Output out = session.out();
        int drawn = 0;
        while (true) {
            View.Overview overview = session.view().overview(name);
            double rate = session.rate(name, overview);
            Ledger ledger = session.link().ledger();
            List<ClusterStanding> clusters = ClusterStanding.of(ledger.arrays(name), ledger.goals(name));
            if (session.json()) {
                ObjectNode status = StatusJson.status(name, overview, rate);
                ClusterStanding.put(status, clusters);
                out.json(status);
            } else {
                List<String> lines = new ArrayList<>(StatusText.status(out.look(), name, overview, rate));
                clusters.forEach(cluster -> cluster.lines(overview.now(), overview.complete())
                        .forEach(line ->
                                lines.add(cluster.stuck() ? out.look().paint().warn(line) : line)));
                drawn = redraw(out, drawn, lines);
            }
            out.flush();
            if (!watch
                    || overview.complete()
                    || overview.stuck()
                    || Thread.currentThread().isInterrupted()) {
                return 0;
            }
            session.around().pause().pause(Duration.ofSeconds(1));
        }
    }

    /** Over what was drawn before, where there is a terminal; else below it, after an empty line. */
    private static int redraw(Output out, int before, List<String> lines) {
        if (!out.look().live()) {
            out.raw(before > 0 ? "\n" : "");
            out.lines(lines);
            return lines.size();
        }
        StringBuilder change = new StringBuilder(before > 0 ? "\r\u001b[" + before + "A" : "");
        lines.forEach(line -> change.append(out.shown(line)).append("\u001b[K\n"));
        out.raw(change.append("\u001b[J").toString());
        return lines.size();
    }

    private static int all(Session session) {
        Map<String, View.Overview> overviews = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(session.view().campaigns());
        int status = 0;
        for (String name : names) {
            try {
                overviews.put(name, session.view().overview(name));
            } catch (LostCampaignException e) {
                session.note(e.getMessage() + ": muster restore " + name + " puts it together");
                status = 1;
            } catch (DamagedException | IllegalArgumentException e) {
                // The others are shown.
                session.note(name + ": " + e.getMessage());
                status = 1;
            }
        }
        if (session.json()) {
            overviews.forEach((name, overview) ->
                    session.out().json(StatusJson.status(name, overview, session.rate(name, overview))));
        } else {
            session.out().lines(StatusText.all(session.out().look(), overviews));
        }
        return status;
    }
}
