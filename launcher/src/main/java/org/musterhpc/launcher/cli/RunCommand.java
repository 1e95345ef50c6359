package org.musterhpc.launcher.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.Campaigns;
import org.musterhpc.launcher.app.Plan;
import org.musterhpc.launcher.app.Request;
import org.musterhpc.launcher.app.Submit;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.StatusJson;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code muster run}: submits a campaign and sees it through. Said again, it goes on where it stopped; with the name of
 * a campaign that is there, it starts agents for what is left of it.
 */
final class RunCommand extends SessionCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "FILE|CAMPAIGN",
            description = "a campaign's file, or the name of one that was submitted")
    @Nullable
    String what;

    @Mixin
    SubmitOptions options = new SubmitOptions();

    @Override
    int run(Session session) {
        String word = what;
        if (word == null || !Campaigns.isFile(word)) {
            return goOn(session, word);
        }
        Request request = options.request(word);
        Plan plan = session.app().plans().of(request);
        session.app().plans().check(plan, true);
        Submit.Launch launch = session.app().submit().launch(plan, request, "muster run " + word);
        if (!launch.fresh()) {
            View.Overview overview = sound(session, plan.name());
            if (overview.complete()) {
                return finished(session, plan.name(), overview);
            }
            session.note(plan.name() + " is there already and goes on");
        }
        return new SeeThrough(
                        session,
                        new SeeThrough.Voyage(
                                plan.name(),
                                plan.tasks(),
                                launch.submission(),
                                plan.cluster(),
                                options.again("run", word)))
                .run();
    }

    /** Nothing is begun for a campaign that cannot end as it is. */
    private static View.Overview sound(Session session, String name) {
        View.Overview overview = session.view().overview(name);
        if (!overview.holds()) {
            throw SeeThrough.missing(name, overview);
        }
        return overview;
    }

    private int goOn(Session session, @Nullable String word) {
        if (word != null && word.endsWith(".yml")) {
            throw Problem.usage(word + ": there is no such file", "muster init " + word + " writes a first one");
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
        Submission rest = overview.stages().values().stream().allMatch(Tally::sealed)
                ? null
                : session.app().submit().rest(name);
        return new SeeThrough(
                        session,
                        new SeeThrough.Voyage(name, Map.of(), rest, options.cluster, options.again("run", name)))
                .run();
    }

    /** A run that has ended is not run again by saying the same again: it is told how it ended. */
    private static int finished(Session session, String name, View.Overview overview) {
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
