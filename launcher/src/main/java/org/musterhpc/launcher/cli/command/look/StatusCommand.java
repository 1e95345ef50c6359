package org.musterhpc.launcher.cli.command.look;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.CampaignStatus;
import org.musterhpc.launcher.app.look.Status;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.json.StatusJson;
import org.musterhpc.launcher.view.text.StatusText;
import org.musterhpc.queue.View;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster status}: how many tasks are where, in one round trip whatever their number. */
public final class StatusCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(names = "--watch", description = "show it again every second until the campaign has ended")
    boolean watch;

    @Option(names = "--all", description = "a line for each campaign")
    boolean all;

    @Override
    protected int run(Session session) {
        if (all) {
            return all(session);
        }
        String name = session.campaign(campaign);
        if (watch) {
            watch(session, name);
        } else {
            show(session, session.app().status().of(name), 0);
        }
        return 0;
    }

    /** Shows it every second until the campaign is over. */
    static void watch(Session session, String name) {
        int[] drawn = {0};
        session.app().status().watch(name, status -> drawn[0] = show(session, status, drawn[0]));
    }

    /** @return how many lines are drawn now, in place of so many before */
    private static int show(Session session, CampaignStatus status, int before) {
        Output out = session.out();
        View.Overview overview = status.overview();
        int drawn = 0;
        if (session.json()) {
            out.json(StatusJson.imported(
                    status.imported(),
                    StatusJson.status(status.campaign(), overview, status.rate(), status.clusters())));
        } else {
            List<String> lines =
                    new ArrayList<>(StatusText.status(out.look(), status.campaign(), overview, status.rate()));
            if (status.imported()) {
                lines.add(1, StatusText.imported(status.campaign()));
            }
            status.clusters()
                    .forEach(cluster -> cluster.lines(overview.now(), overview.complete())
                            .forEach(line -> lines.add(
                                    cluster.stuck() ? out.look().paint().warn(line) : line)));
            drawn = redraw(out, before, lines);
        }
        out.flush();
        return drawn;
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
        Status.All all = session.app().status().all();
        if (session.json()) {
            all.campaigns()
                    .forEach((name, now) -> session.out()
                            .json(StatusJson.imported(
                                    now.campaign().isImported(),
                                    StatusJson.status(name, now.overview(), now.ratePerS()))));
        } else {
            Map<String, View.Overview> overviews = new LinkedHashMap<>();
            Set<String> imported = new HashSet<>();
            all.campaigns().forEach((name, now) -> {
                overviews.put(name, now.overview());
                if (now.campaign().isImported()) {
                    imported.add(name);
                }
            });
            session.out().lines(StatusText.all(session.out().look(), overviews, imported));
        }
        return all.whole() ? 0 : Problem.FAILED;
    }
}
