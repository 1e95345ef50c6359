package org.musterhpc.launcher.cli.command.campaign;

import java.util.List;
import org.musterhpc.launcher.app.run.Sentinel;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.snapshot.Snapshots;
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

    @Override
    protected int run(Session session) {
        List<String> named = campaigns.stream().map(session::campaign).toList();
        SentinelLines lines = new SentinelLines(session);
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
        sentinel.watch(named, stop, () -> session.around().pause().pause(Snapshots.EVERY), session::revive);
        return stop.requested() ? stop.exit() : 0;
    }
}
