package org.musterhpc.launcher.cli.command.look;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.RollCall;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.terminal.Displays;
import org.musterhpc.launcher.follow.Drain;
import org.musterhpc.launcher.follow.Fleets;
import org.musterhpc.launcher.follow.Follower;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.json.StatusJson;
import org.musterhpc.launcher.view.text.HaltText;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Walltime;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster wait}: returns when the campaign has ended; 0 only if every task is DONE. Looks after arrays meanwhile. */
public final class WaitCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(names = "--timeout", paramLabel = "TIME", description = "give up after this time (10m, 600s): status 1")
    @Nullable
    String timeout;

    @Override
    protected int run(Session session) {
        Duration limit = limit();
        String name = session.campaign(campaign);
        Follower follower = new Follower(session.app().snapshots(), session.time(), new Stop(), session::revive);
        Fleets fleets = session.view()
                .campaign(name)
                .map(known -> fleets(session, known))
                .orElseGet(Fleets::new);
        Follower.Followed followed = follower.follow(
                new Follower.Subject(name, Map.of(), () -> null, Drain.NOTHING),
                fleets.reconcilers(),
                Displays.of(session.err(), session.around().env()),
                limit);
        (followed.complete() ? fleets.finish() : fleets.detach()).forEach(session::note);
        if (followed.overview().stuck()
                || (followed.complete() && !followed.overview().holds())) {
            throw RollCall.broken(name, followed.overview());
        }
        Standing total = Standing.sum(followed.overview().stages(), Map.of());
        if (session.json()) {
            session.out()
                    .json(StatusJson.status(
                            name, followed.overview(), followed.last().ratePerS()));
        }
        View.Halted halted = followed.overview().halted();
        if (halted != null && !followed.complete()) {
            throw Problem.failed(
                    name + " is " + HaltText.why(halted), String.join("; ", HaltText.advice(name, halted)));
        }
        if (!followed.complete()) {
            throw Problem.failed(
                    name + " has not ended: " + (total.total() - total.ended()) + " of " + total.total()
                            + " tasks are still to end",
                    "wait longer, or look with muster status " + name);
        }
        if (!session.json()) {
            session.out().line(name + ": " + total.done() + " of " + total.total() + " tasks done");
        }
        return total.allDone() ? 0 : Problem.FAILED;
    }

    /** Whoever waits for somebody else's campaign looks on. */
    private static Fleets fleets(Session session, Campaign known) {
        try {
            return session.app().clusters().attach(known, session.app().key(known));
        } catch (Problem e) {
            session.note(String.valueOf(e.getMessage()));
            return new Fleets();
        }
    }

    private @Nullable Duration limit() {
        try {
            return timeout == null ? null : Walltime.parse(timeout);
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--timeout: " + e.getMessage(), "for example --timeout 10m");
        }
    }
}
