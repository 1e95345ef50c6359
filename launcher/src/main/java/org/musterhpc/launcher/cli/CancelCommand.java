package org.musterhpc.launcher.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
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

    CancelCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        TaskChoice choice = TaskChoice.of(session, words, false);
        Stages.check(session, choice.campaign(), stage);
        for (String id : choice.ids()) {
            if (session.view().find(choice.campaign(), id).isEmpty()) {
                throw choice.missing(session, id);
            }
        }
        boolean whole = choice.ids().isEmpty() && stage == null;
        long cancelled = session.control().cancel(choice.campaign(), stage, choice.ids());
        boolean sure = !whole || new Clearance(session).cancel(choice.campaign());
        String count = Numbers.of(session.out().look().count(cancelled), "task");
        Said.of(
                session,
                choice.campaign(),
                cancelled > 0
                        ? count + " cancelled; muster retry " + choice.campaign() + " --cancelled-too sends them again"
                        : "nothing to cancel: what was named has ended already",
                "cancelled",
                cancelled);
        return sure && cancelled >= choice.ids().size() ? 0 : Problem.FAILED;
    }
}
