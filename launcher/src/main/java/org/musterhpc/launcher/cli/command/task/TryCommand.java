package org.musterhpc.launcher.cli.command.task;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.LoneTask;
import org.musterhpc.launcher.app.campaign.Plans;
import org.musterhpc.launcher.app.campaign.WordsCampaign;
import org.musterhpc.launcher.app.look.Campaigns;
import org.musterhpc.launcher.app.task.Try;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.VariableOptions;
import org.musterhpc.launcher.cli.command.WordsCommand;
import org.musterhpc.launcher.cli.command.look.LogPrint;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.json.TaskJson;
import org.musterhpc.launcher.view.text.TaskText;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Outcome;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster try}: one task on this machine, as an agent runs it; its output comes on the terminal. Of a campaign it is an
 * attempt like any other, unless {@code --dry}; of a file it always is for nothing but to be looked at.
 */
public final class TryCommand extends WordsCommand {
    @Parameters(
            arity = "0..2",
            paramLabel = "FILE|CAMPAIGN [ID]",
            description =
                    "a campaign's file or name, and a task (default: the next one to run); of a command behind --,"
                            + " only the task")
    List<String> words = List.of();

    @Option(names = "--dry", description = "record nothing (of a FILE, nothing ever is)")
    boolean dry;

    @Mixin
    VariableOptions vars = new VariableOptions();

    @Option(names = "--raw", description = "pass control characters on to the terminal")
    boolean raw;

    @Override
    protected Given given() {
        return new Given("try", words, 1, null, null, vars.given());
    }

    @Override
    protected boolean submits() {
        return false;
    }

    @Override
    protected int runFile(Session session) {
        if (words.isEmpty()) {
            throw lacks("try", "FILE|CAMPAIGN [ID]");
        }
        String word = words.get(0);
        String id = words.size() > 1 ? words.get(1) : null;
        return watched(
                session,
                (stop, print) -> Campaigns.isFile(word)
                        ? ofFile(session, request(word), id, stop, print)
                        : ofCampaign(session, word, id, stop, print));
    }

    @Override
    protected int runWords(Session session, Spoken spoken) {
        String id = words.stream()
                .filter(word -> !word.equals(WordsCampaign.STDIN))
                .findFirst()
                .orElse(null);
        return watched(
                session, (stop, print) -> ofFile(session, spoken.campaign().of(request("")), id, stop, print));
    }

    private CampaignRequest request(String file) {
        return new CampaignRequest(file, null, null, vars.given(), false, false);
    }

    /** Runs one task. */
    private interface Run {
        Try.Tried run(Stop stop, LogPrint print);
    }

    private int watched(Session session, Run run) {
        // What a task prints must not come between the lines of JSON.
        Stop stop = new Stop();
        Try.Tried tried = run.run(stop, new LogPrint(session.json() ? session.err() : session.out(), raw));
        tell(session, tried);
        Outcome outcome = tried.attempt().outcome();
        if (outcome == Outcome.PREEMPTED && stop.requested()) {
            return stop.exit();
        }
        return outcome == Outcome.OK ? 0 : Problem.FAILED;
    }

    private static Try.Tried ofFile(
            Session session, CampaignRequest request, @Nullable String id, Stop stop, LogPrint print) {
        Plans plans = session.app().plans();
        LoneTask task = plans.task(plans.of(request), id);
        begins(session, stop, task.message().id(), "nothing of it is recorded");
        return session.app().tryOut().dry(task, stop, print::from);
    }

    private Try.Tried ofCampaign(Session session, String word, @Nullable String id, Stop stop, LogPrint print) {
        if (!vars.given().isEmpty()) {
            throw Problem.usage("--var is for a campaign's file", "name the file, or leave --var out");
        }
        String name = session.campaign(word);
        Campaign campaign = session.app().connection().campaign(name);
        View.TaskView task = session.app().tryOut().meant(name, id);
        String meant = task.message().id();
        if (dry) {
            begins(session, stop, meant, "nothing of it is recorded");
            LoneTask lone = session.app().tryOut().lone(campaign, task);
            return session.app().tryOut().dry(lone, stop, print::from);
        }
        Try.refuse(name, task);
        begins(session, stop, meant, "it counts as an attempt of that task");
        return session.app().tryOut().recorded(campaign, meant, stop, print::from);
    }

    private static void begins(Session session, Stop stop, String id, String sequel) {
        session.note(Harmless.line(id) + " runs here; " + sequel);
        Interrupts.handle(
                session.err(),
                session,
                stop,
                "stopping: the task is ended, and given back (Ctrl-C again: leave at once)",
                "left at once; what runs is given back in a while");
    }

    private static void tell(Session session, Try.Tried tried) {
        if (session.json()) {
            session.out().json(TaskJson.attempt(tried.stage(), tried.message(), tried.attempt()));
            return;
        }
        Output err = session.err();
        err.lines(TaskText.attempt(err.look(), tried.attempt(), session.around().zone()));
    }
}
