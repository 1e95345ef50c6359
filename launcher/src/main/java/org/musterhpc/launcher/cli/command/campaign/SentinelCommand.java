package org.musterhpc.launcher.cli.command.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.run.Sentinel;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.launcher.web.MetricsServer;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster sentinel}: looks after campaigns when no {@code run} does: takes back what fell silent, asks schedulers
 * what has ended, submits what is missing. Any number of them may run.
 */
public final class SentinelCommand extends SessionCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "[CAMPAIGN]…",
            description = "look after these until they have ended; none: after all, until the program is told to end")
    List<String> campaigns = List.of();

    @Option(names = "--once", description = "one round, and tell what it did")
    boolean once;

    @Option(
            names = "--metrics",
            paramLabel = "PORT",
            description = "serve metrics for Prometheus at http://127.0.0.1:PORT/metrics")
    @Nullable
    Integer metrics;

    @Override
    protected int run(Session session) {
        List<String> named = campaigns.stream().map(session::campaign).toList();
        SentinelLines lines = new SentinelLines(session);
        Sentinel sentinel = session.app().sentinel(lines);
        if (once && metrics != null) {
            throw Problem.usage("--once ends before anybody can ask for metrics", "leave out --once, or --metrics");
        }
        if (once) {
            if (sentinel.roundNow(named) == 0) {
                session.note("no campaign is on its way: nothing to look after");
            }
            return lines.status();
        }
        Stop stop = new Stop();
        Interrupts.handle(
                session.err(),
                session,
                stop,
                "leaves after this round, and whoever else looks after the campaigns goes on (Ctrl-C again: at once)",
                "left at once");
        stop.wakes();
        try (MetricsServer served = metrics == null ? null : MetricsServer.start(session.app(), metrics)) {
            if (served != null) {
                lines.say("", "serves metrics at http://127.0.0.1:" + served.port() + "/metrics");
            }
            sentinel.watch(named, stop, () -> session.around().pause().pause(Snapshots.EVERY), session::revive);
        }
        return stop.requested() ? stop.exit() : 0;
    }
}
