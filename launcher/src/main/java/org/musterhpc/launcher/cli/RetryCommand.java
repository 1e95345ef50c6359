package org.musterhpc.launcher.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster retry}: sends dead tasks again and, as {@code run} does, sees the campaign through; exit status 0 only
 * if every task is then DONE. With {@code --no-run} it only puts them on the queue.
 */
final class RetryCommand extends SessionCommand {
    @Parameters(arity = "0..*", paramLabel = "[CAMPAIGN] [ID]…", description = "without ids: every task that is dead")
    List<String> words = List.of();

    @Option(names = "--stage", paramLabel = "STAGE", description = "only this stage")
    @Nullable
    String stage;

    @Option(names = "--cancelled-too", description = "tasks that were cancelled as well")
    boolean cancelledToo;

    @Option(names = "--no-run", description = "only put them on the queue; agents that are there will run them")
    boolean noRun;

    @Option(names = "--cluster", paramLabel = "NAME", description = "where agents run")
    @Nullable
    String cluster;

    RetryCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        TaskChoice choice = TaskChoice.of(session, words, true);
        String name = choice.campaign();
        Stages.check(session, name, stage);
        for (String id : choice.ids()) {
            View.TaskView task = session.view().find(name, id).orElseThrow(() -> choice.missing(session, id));
            refuse(task, name);
        }
        Control.Requeued requeued = session.control().requeue(name, stage, choice.ids(), cancelledToo);
        if (requeued.unreadable() > 0) {
            session.note(Numbers.of(Numbers.grouped(requeued.unreadable()), "task")
                    + " cannot be sent again: their messages cannot be read");
        }
        View.Overview overview = session.view().overview(name);
        if (requeued.sent() == 0 || noRun) {
            Said.of(session, name, sentence(name, requeued.sent(), overview), "requeued", requeued.sent());
            boolean failed = overview.stages().values().stream().anyMatch(tally -> tally.count(State.DEAD) > 0);
            return requeued.sent() == 0 && failed ? Problem.FAILED : 0;
        }
        session.note(name + ": " + Numbers.of(Numbers.grouped(requeued.sent()), "task") + " sent again");
        return RunCommand.run(session, name, Map.of(), null, cluster, "muster run " + name);
    }

    private void refuse(View.TaskView task, String name) {
        boolean can = task.state() == State.DEAD || (task.state() == State.CANCELLED && cancelledToo);
        if (!can) {
            String id = task.message().id();
            throw Problem.usage(
                    id + " is " + task.state() + ", and only what is DEAD is sent again",
                    task.state() == State.CANCELLED
                            ? "muster retry " + name + " " + id + " --cancelled-too"
                            : "muster explain " + name + " " + id);
        }
    }

    private static String sentence(String name, long sent, View.Overview overview) {
        if (sent == 0) {
            return "there is nothing to send again";
        }
        String count = Numbers.of(Numbers.grouped(sent), "task") + " sent again";
        return overview.agents() > 0 ? count : count + "; there are no agents: muster run " + name;
    }
}
