package org.musterhpc.launcher.cli.command.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.pool.PoolControl;
import org.musterhpc.launcher.app.pool.PoolWatch;
import org.musterhpc.launcher.app.run.Sentinel;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.home.FolderPresence;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.launcher.web.metrics.MetricsServer;
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
            hideParamSyntax = true,
            description = "look after these until they have ended; none: after all, until the program is told to end")
    List<String> campaigns = List.of();

    @Option(names = "--once", description = "one round, and tell what it did")
    boolean once;

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            description = "look after a pool with min and max: its agents come and go with the work")
    @Nullable
    String pool;

    /** Whoever keeps it gives each process it keeps a name. */
    @Option(names = "--name", hidden = true)
    @Nullable
    String name;

    @Option(
            names = "--metrics",
            paramLabel = "PORT",
            description = "serve metrics for Prometheus at http://127.0.0.1:PORT/metrics")
    @Nullable
    Integer metrics;

    @Override
    protected int run(Session session) {
        if (once && metrics != null) {
            throw Problem.usage("--once ends before anybody can ask for metrics", "leave out --once, or --metrics");
        }
        SentinelLines lines = new SentinelLines(session);
        try (MetricsServer served = metrics == null ? null : MetricsServer.start(session.app(), metrics)) {
            if (served != null) {
                lines.say("", "serves metrics at http://127.0.0.1:" + served.port() + "/metrics");
            }
            return pool == null ? watchCampaigns(session, lines) : watchPool(session, pool);
        }
    }

    private int watchCampaigns(Session session, SentinelLines lines) {
        List<String> named = campaigns.stream().map(session::campaign).toList();
        Sentinel sentinel = session.app().sentinel(lines);
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
        FolderPresence home = new FolderPresence(session.home().root());
        inPresence(home, () -> sentinel.watch(named, stop, () -> pause(session, home), session::revive));
        return stop.requested() ? stop.exit() : 0;
    }

    private int watchPool(Session session, String wanted) {
        if (!campaigns.isEmpty()) {
            throw Problem.usage("--pool looks after a pool, and after no campaign", "say the one or the other");
        }
        PoolControl control = session.app().pool();
        PoolWatch watch = control.watch(control.meant(wanted));
        FolderPresence home = new FolderPresence(session.home().pool(wanted));
        Stop stop = new Stop();
        Interrupts.handle(
                session.err(), session, stop, "leaves after this round; agents go on (again: at once)", "left at once");
        stop.wakes();
        do {
            inPresence(home, () -> watch.runOnce(session::revive));
            if (!once && !stop.requested()) {
                pause(session, home);
            }
        } while (!once && !stop.requested());
        return stop.requested() ? stop.exit() : 0;
    }

    /** What fails for want of the folder is told as that. */
    private static void inPresence(FolderPresence home, Runnable work) {
        try {
            work.run();
        } catch (Problem e) {
            home.stillThere();
            throw e;
        }
    }

    private static void pause(Session session, FolderPresence home) {
        session.around().pause().pause(Snapshots.EVERY);
        home.stillThere();
    }
}
