package org.musterhpc.launcher.cli.command.task;

import java.util.List;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.task.Cancel;
import org.musterhpc.launcher.cli.command.ChangeLine;
import org.musterhpc.launcher.cli.command.SelectionOptions;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code muster cancel}: cancels tasks, and where all are meant the allocations too; what runs is killed at the next heartbeat. */
public final class CancelCommand extends SessionCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "[CAMPAIGN] [ID]…",
            hideParamSyntax = true,
            description = "without ids: every task that has not ended")
    List<String> words = List.of();

    @Mixin
    SelectionOptions which = new SelectionOptions();

    @Override
    protected int run(Session session) {
        Selection selection = session.app().campaigns().select(words, false, which.wish());
        String campaign = selection.campaign();
        Cancel.Cancelled cancelled = session.app().cancel().tasks(selection);
        String count = Numbers.of(session.out().look().count(cancelled.tasks()), "task");
        ChangeLine.of(
                session,
                campaign,
                cancelled.tasks() > 0
                        ? count + " cancelled; muster retry " + campaign + " --cancelled-too sends them again"
                        : "nothing to cancel: what was named has ended already",
                "cancelled",
                cancelled.tasks());
        return cancelled.sure() ? 0 : Problem.FAILED;
    }
}
