package org.musterhpc.launcher.cli.command.campaign;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.GivenCommand;
import org.musterhpc.launcher.app.campaign.Plan;
import org.musterhpc.launcher.app.campaign.Submit;
import org.musterhpc.launcher.app.look.Campaigns;
import org.musterhpc.launcher.app.look.RollCall;
import org.musterhpc.launcher.app.run.RunCampaign;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.WordsCommand;
import org.musterhpc.launcher.cli.terminal.Displays;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Display;
import org.musterhpc.launcher.follow.Follower;
import org.musterhpc.launcher.follow.RunSummary;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.json.StatusJson;
import org.musterhpc.launcher.view.text.HaltText;
import org.musterhpc.launcher.view.text.SummaryText;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code muster run}: submits a campaign and sees it through. Said again, it goes on where it stopped; with the name of
 * a campaign that is there, it starts agents for what is left of it.
 */
public final class RunCommand extends WordsCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "FILE|CAMPAIGN",
            description = "a campaign's file, or the name of one that was submitted; for a command behind -- instead, -"
                    + " reads its tasks from standard input")
    @Nullable
    String what;

    @Mixin
    SubmitOptions options = new SubmitOptions();

    @Override
    protected Given given() {
        return options.given("run", what == null ? List.of() : List.of(what));
    }

    @Override
    protected boolean submits() {
        return true;
    }

    @Override
    protected int runFile(Session session) {
        String word = what;
        if (word == null || !Campaigns.isFile(word)) {
            return goOn(session, word);
        }
        return begin(session, options.request(word), options.said("run", word), word);
    }

    @Override
    protected int runWords(Session session, Spoken spoken) {
        return begin(session, spoken.campaign().of(options.request("")), spoken.said(), spoken.name());
    }

    /** @param word by which it can be gone on with */
    private int begin(Session session, CampaignRequest request, GivenCommand said, String word) {
        Plan plan = session.app().plans().of(request);
        session.app().plans().check(plan, true, request.fresh());
        Submit.Launch launch = session.app().submit().launch(plan, request, said);
        if (!launch.fresh()) {
            View.Overview overview = sound(session, plan.name());
            if (overview.complete()) {
                return finished(session, plan.name(), overview);
            }
            session.note(plan.name() + " is there already and goes on");
        }
        return run(session, plan.name(), plan.tasks(), launch.submission(), plan.cluster(), options.again("run", word));
    }

    /** Nothing is begun for a campaign that cannot end as it is. */
    private static View.Overview sound(Session session, String name) {
        View.Overview overview = session.view().overview(name);
        if (!overview.holds()) {
            throw RollCall.broken(name, overview);
        }
        return overview;
    }

    private int goOn(Session session, @Nullable String word) {
        if (word != null && word.endsWith(".yml")) {
            throw Problem.usage(word + ": there is no such file", "muster init " + word + " writes a first one");
        }
        if (!options.file.vars.given().isEmpty()) {
            throw Problem.usage("--var is for a campaign's file", "name the file, or leave --var out");
        }
        String name = session.campaign(word);
        View.Overview overview = sound(session, name);
        if (overview.complete()) {
            return finished(session, name, overview);
        }
        if (session.link().recovery().underWay(name)) {
            throw Submit.halfRestored(name);
        }
        session.app().fitness().check();
        Submission rest = overview.stages().values().stream().allMatch(Tally::sent)
                ? null
                : session.app().submit().rest(name);
        return run(session, name, Map.of(), rest, options.cluster, options.again("run", name));
    }

    /**
     * @param tasks how many tasks each stage will have, where that is known beforehand
     * @param submission what is still to be sent, or null
     * @param again what to type to go on after an interruption
     * @return 0 if every task is DONE, 1 if not, 130 after Ctrl-C
     */
    public static int run(
            Session session,
            String name,
            Map<String, Long> tasks,
            @Nullable Submission submission,
            @Nullable String cluster,
            String again) {
        Stop stop = new Stop();
        session.app().campaigns().remember(name);
        Display display = Displays.of(session.err(), session.around().env());
        Follower follower = new Follower(session.app().snapshots(), session.time(), stop, session::revive);
        RunCampaign run = session.app().run(follower, stop);
        Interrupts.handle(
                stop,
                wish -> told(wish, display, () -> {
                    left(session, name, run.abandon(), again);
                    Runtime.getRuntime().halt(stop.exit());
                }));
        Follower.Followed followed =
                run.run(session.app().connection().campaign(name), tasks, submission, cluster, display);
        View.Halted halted = followed.overview().halted();
        if (halted != null && !followed.complete() && !stop.requested()) {
            return halted(session, name, followed, halted);
        }
        return followed.complete() ? ended(session, name, followed) : stopped(session, name, tasks, stop, again);
    }

    /** Tells at once, on the thread that got the signal: the one that follows may be waiting for somebody. */
    private static void told(Stop.Wish wish, Display display, Runnable leave) {
        switch (wish) {
            case GO_ON -> throw new IllegalStateException("a signal that wants nothing");
            case DRAIN ->
                display.note("stopping: nothing new begins here, and what runs here goes on to its end (Ctrl-C again"
                        + " gives back what runs)");
            case GIVE_BACK ->
                display.note("stopping: what runs here is given back (Ctrl-C again: leave without waiting for that)");
            case LEAVE -> {
                display.close();
                leave.run();
            }
        }
    }

    private static void left(Session session, String name, int agents, String again) {
        session.note(name + ": left"
                + (agents == 0
                        ? ""
                        : "; " + Numbers.of(Integer.toString(agents), "agent")
                                + " here will have given back what runs in a while")
                + "; nothing is lost. Go on with: " + again);
    }

    private static int halted(Session session, String name, Follower.Followed followed, View.Halted halted) {
        if (session.json()) {
            session.out().json(StatusJson.status(name, followed.overview(), 0));
        }
        String line = session.view()
                .find(name, halted.id())
                .map(View.TaskView::lastAttempt)
                .map(session.app().clusters().logs(name)::lastLine)
                .orElse(null);
        throw Problem.failed(
                name + " is " + HaltText.why(halted) + (line == null ? "" : "; it said: " + line),
                String.join("; ", HaltText.advice(name, halted)));
    }

    private static int stopped(Session session, String name, Map<String, Long> tasks, Stop stop, String again) {
        Standing now = Standing.sum(session.view().overview(name).stages(), tasks);
        session.err()
                .line(name + ": stopped with " + Numbers.grouped(now.done()) + " of "
                        + Numbers.of(Numbers.grouped(now.total()), "task") + " done"
                        + (now.failed() > 0 ? ", " + Numbers.grouped(now.failed()) + " failed" : "")
                        + "; nothing is lost");
        session.err().line("  " + session.err().look().glyphs().arrow() + " go on with: " + again);
        return stop.exit();
    }

    private static int ended(Session session, String name, Follower.Followed followed) {
        boolean elsewhere = !session.link().ledger().goals(name).isEmpty();
        String logs = session.home().logs(name).toString();
        if (session.json()) {
            double seconds = followed.wall().toMillis() / 1000.0;
            double rate = seconds > 0 ? followed.endedNow() / seconds : 0;
            session.out()
                    .json(StatusJson.status(name, followed.overview(), rate)
                            .put("wall_s", seconds)
                            .put("logs", elsewhere ? null : logs));
        } else {
            session.out()
                    .lines(SummaryText.of(
                            session.out().look(),
                            new RunSummary(
                                            session.view(),
                                            session.app().clusters().logs(name)::lastLine)
                                    .summary(name, followed, elsewhere ? "muster logs " + name : logs)));
        }
        return Standing.sum(followed.overview().stages(), Map.of()).allDone() ? 0 : Problem.FAILED;
    }

    /** A run that has ended is not run again by saying the same again: it is told how it ended. */
    private static int finished(Session session, String name, View.Overview overview) {
        session.app().campaignEnd().run(session.app().connection().campaign(name), session::note);
        Standing total = Standing.sum(overview.stages(), Map.of());
        if (session.json()) {
            session.out().json(StatusJson.status(name, overview, 0));
        } else {
            session.out()
                    .line(name + " has ended already: " + Numbers.grouped(total.done()) + " of "
                            + Numbers.of(Numbers.grouped(total.total()), "task") + " done"
                            + (total.failed() > 0 ? ", " + Numbers.grouped(total.failed()) + " failed" : ""));
            session.out()
                    .line(
                            total.allDone()
                                    ? "  results: muster results " + name + "; to run it all again: --fresh"
                                    : "  run what failed again: muster retry " + name + "; all of it: --fresh");
        }
        return total.allDone() ? 0 : Problem.FAILED;
    }
}
