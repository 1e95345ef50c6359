package org.musterhpc.launcher.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.Cancel;
import org.musterhpc.launcher.app.TaskChoice;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster cancel}: cancels tasks, and where all are meant the allocations too; what runs is killed at the next heartbeat. */
final class CancelCommand extends SessionCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "[CAMPAIGN] [ID]…",
            description = "without ids: every task that has not ended")
    List<String> words = List.of();

    @Option(names = "--stage", paramLabel = "STAGE", description = "every task of this stage that has not ended")
    @Nullable
    String stage;

    @Override
    int run(Session session) {
        TaskChoice choice = session.app().campaigns().tasks(words, false);
        String campaign = choice.campaign();
        session.app().campaigns().requireStage(campaign, stage);
        Cancel.Cancelled cancelled = session.app().cancel().tasks(choice, stage);
        String count = Numbers.of(session.out().look().count(cancelled.tasks()), "task");
        Said.of(
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
