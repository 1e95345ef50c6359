package org.musterhpc.launcher.cli.command.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.task.Changes;
import org.musterhpc.launcher.app.task.RetryTasks;
import org.musterhpc.launcher.cli.command.ChangeLine;
import org.musterhpc.launcher.cli.command.SelectionOptions;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.command.campaign.RunCommand;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster retry}: sends dead tasks again and, as {@code run} does, sees the campaign through; exit status 0 only
 * if every task is then DONE. With {@code --no-run} it only puts them on the queue.
 */
public final class RetryCommand extends SessionCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "[CAMPAIGN] [ID]…",
            hideParamSyntax = true,
            description = "without ids: every task that is dead")
    List<String> words = List.of();

    @Mixin
    SelectionOptions which = new SelectionOptions();

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "run them with another walltime, memory or value of a parameter; again and again")
    List<String> set = new ArrayList<>();

    @Option(names = "--cancelled-too", description = "tasks that were cancelled as well")
    boolean cancelledToo;

    @Option(names = "--no-run", description = "only put them on the queue; agents that are there will run them")
    boolean noRun;

    @Option(names = "--cluster", paramLabel = "NAME", description = "where agents run")
    @Nullable
    String cluster;

    @Override
    protected int run(Session session) {
        Changes changes = Changes.read(set);
        Selection selection = session.app().campaigns().select(words, true, which.wish());
        String name = selection.campaign();
        RetryTasks.Retried retried = session.app().retry().tasks(selection, changes, cancelledToo);
        View.Overview overview = retried.overview();
        if (retried.sent() == 0 || noRun) {
            ChangeLine.of(session, name, sentence(session, name, retried), "requeued", retried.sent());
            boolean failed = overview.stages().values().stream().anyMatch(tally -> tally.count(State.DEAD) > 0);
            return retried.sent() == 0 && failed ? Problem.FAILED : 0;
        }
        session.note(name + ": " + Numbers.of(Numbers.grouped(retried.sent()), "task") + " sent again");
        return RunCommand.run(session, name, Map.of(), null, cluster, "muster run " + name);
    }

    private static String sentence(Session session, String name, RetryTasks.Retried retried) {
        if (retried.sent() == 0) {
            return "there is nothing to send again";
        }
        String count = Numbers.of(Numbers.grouped(retried.sent()), "task") + " sent again";
        boolean lacks = session.app().attendance().lacks(name, retried.overview());
        return lacks ? count + "; there are no agents: muster run " + name : count;
    }
}
