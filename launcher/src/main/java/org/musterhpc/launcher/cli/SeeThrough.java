package org.musterhpc.launcher.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.Care;
import org.musterhpc.launcher.follow.Closing;
import org.musterhpc.launcher.follow.Display;
import org.musterhpc.launcher.follow.Follower;
import org.musterhpc.launcher.follow.SendingCare;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.follow.SweepCare;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.submit.Sending;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.StatusJson;
import org.musterhpc.launcher.view.SummaryText;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;

/** From a campaign to its end: sends what is to be sent, runs agents, shows how it goes, and tells how it ended. */
final class SeeThrough {
    private final Session session;
    private final Voyage voyage;

    /**
     * What is to be seen through.
     *
     * @param campaign its name
     * @param tasks how many tasks each stage will have, where that is known beforehand
     * @param submission what is still to be sent, or null
     * @param cluster where agents run, as the user or the file said; null: the default
     * @param again what to type to go on after an interruption
     */
    record Voyage(
            String campaign,
            Map<String, Long> tasks,
            @Nullable Submission submission,
            @Nullable String cluster,
            String again) {}

    SeeThrough(Session session, Voyage voyage) {
        this.session = session;
        this.voyage = voyage;
    }

    /** @return 0 if every task is DONE, 1 if not, 130 after Ctrl-C */
    int run() {
        Stop stop = new Stop();
        session.app().campaigns().remember(voyage.campaign());
        Display display = Displays.of(session);
        AtomicReference<@Nullable Forces> hired = new AtomicReference<>();
        Interrupts.handle(stop, wish -> heard(stop, wish, display, hired));
        // Agents first: they take a moment to start, and begin while the rest is being sent.
        Forces forces = Forces.hire(session, voyage.campaign(), voyage.tasks(), voyage.cluster());
        hired.set(forces);
        Submission submission = voyage.submission();
        Sending sending = submission == null ? null : Sending.start(submission, stop::requested);
        Follower.@Nullable Followed followed = null;
        boolean leave = false;
        try (SweepCare sweep = new SweepCare(
                session.link().work(voyage.campaign()), session.setup().lease())) {
            followed = new Follower(session.view(), session.time(), stop, session::revive)
                    .follow(subject(sending, forces), cares(forces, sweep, sending), display, null);
        } catch (QueueUnavailableException e) {
            leave = true; // agents keep what they have done until Redis is back; they must not be stopped
            throw e;
        } finally {
            if (leave && stop.requested()) {
                forces.drain().forEach(session::note); // a signal, for which Redis need not answer
            } else if (!leave && stop.requested() && (followed == null || !followed.complete())) {
                forces.interrupted(session.setup().stopGrace()).forEach(session::note);
            } else if (!leave) {
                forces.finished();
            }
        }
        if (!followed.complete() && !stop.requested()) {
            throw missing(voyage.campaign(), followed.overview());
        }
        if (!followed.complete()) {
            return stopped(stop, sending);
        }
        return ended(followed);
    }

    /** Tasks are missing: what is there has ended, but the campaign has not. */
    static Problem missing(String campaign, View.Overview overview) {
        Standing total = Standing.sum(overview.stages(), Map.of());
        long there = total.blocked() + total.working() + total.delayed() + total.ended();
        return Problem.failed(
                "Redis has lost something of campaign " + campaign + ": the roll does not hold, with "
                        + Numbers.grouped(there) + " of " + Numbers.of(Numbers.grouped(total.total()), "task")
                        + " blocked, running or ended",
                "put it together from its manifest, its journals and what is there: muster restore " + campaign
                        + "; muster rollcall " + campaign + " --deep tells what is wrong");
    }

    private static List<Care> cares(Forces forces, Care sweep, @Nullable Sending sending) {
        List<Care> cares = new ArrayList<>(forces.cares());
        cares.add(sweep);
        if (sending != null) {
            cares.add(new SendingCare(sending));
        }
        return cares;
    }

    private Follower.Subject subject(@Nullable Sending sending, Forces forces) {
        return new Follower.Subject(
                voyage.campaign(),
                voyage.tasks(),
                () -> sending == null || sending.complete() ? null : sending.sent(),
                forces);
    }

    /** Told at once, on the thread that got the signal: the one that follows may be waiting for somebody. */
    private void heard(Stop stop, Stop.Wish wish, Display display, AtomicReference<@Nullable Forces> hired) {
        switch (wish) {
            case GO_ON -> throw new IllegalStateException("a signal that wants nothing");
            case DRAIN ->
                display.note("stopping: nothing new begins here, and what runs here goes on to its end (Ctrl-C again"
                        + " gives back what runs)");
            case GIVE_BACK ->
                display.note("stopping: what runs here is given back (Ctrl-C again: leave without waiting for that)");
            case LEAVE -> {
                display.close();
                Forces forces = hired.get();
                int agents = forces == null ? 0 : forces.abandon();
                session.note(voyage.campaign() + ": left"
                        + (agents == 0
                                ? ""
                                : "; " + Numbers.of(Integer.toString(agents), "agent")
                                        + " here will have given back what runs in a while")
                        + "; nothing is lost. Go on with: " + voyage.again());
                Runtime.getRuntime().halt(stop.exit());
            }
        }
    }

    private int stopped(Stop stop, @Nullable Sending sending) {
        if (sending != null) {
            sending.join();
        }
        Standing now = Standing.sum(session.view().overview(voyage.campaign()).stages(), voyage.tasks());
        session.err()
                .line(voyage.campaign() + ": stopped with " + Numbers.grouped(now.done()) + " of "
                        + Numbers.of(Numbers.grouped(now.total()), "task") + " done"
                        + (now.failed() > 0 ? ", " + Numbers.grouped(now.failed()) + " failed" : "")
                        + "; nothing is lost");
        session.err().line("  " + session.err().look().glyphs().arrow() + " go on with: " + voyage.again());
        return stop.exit();
    }

    private int ended(Follower.Followed followed) {
        String campaign = voyage.campaign();
        boolean elsewhere = !session.link().ledger().goals(campaign).isEmpty();
        String logs = session.home().logs(campaign).toString();
        Standing total = Standing.sum(followed.overview().stages(), Map.of());
        if (!followed.overview().holds()) {
            throw missing(campaign, followed.overview());
        }
        if (session.json()) {
            double seconds = followed.wall().toMillis() / 1000.0;
            double rate = seconds > 0 ? followed.endedNow() / seconds : 0;
            session.out()
                    .json(StatusJson.status(campaign, followed.overview(), rate)
                            .put("wall_s", seconds)
                            .put("logs", elsewhere ? null : logs));
        } else {
            session.out()
                    .lines(SummaryText.of(
                            session.out().look(),
                            new Closing(session.view(), session.sites().logs(campaign)::lastLine)
                                    .summary(campaign, followed, elsewhere ? "muster logs " + campaign : logs)));
        }
        return total.allDone() ? 0 : Problem.FAILED;
    }
}
