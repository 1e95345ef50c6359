package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.RunningLog;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.logs.RemoteLogs;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.State;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster logs}: what a task printed. On a terminal its control characters are shown rather than obeyed; into a
 * pipe, or with {@code --raw}, every byte is passed on as it is.
 */
final class LogsCommand extends SessionCommand {
    @Parameters(
            arity = "0..2",
            paramLabel = "[CAMPAIGN] [ID]",
            description = "without an ID: of all tasks that have ended, the done in the order in which they ended")
    List<String> words = List.of();

    @Option(names = "--attempt", paramLabel = "N", description = "of this attempt (default: the last one)")
    int attempt;

    @Option(names = "--follow", description = "go on until the task has ended")
    boolean follow;

    @Option(names = "--raw", description = "pass control characters on to the terminal")
    boolean raw;

    private static final Duration NEAR = Duration.ofMillis(300);
    /** Each look asks another machine. */
    private static final Duration FAR = Duration.ofSeconds(2);

    LogsCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        LogPrint print = new LogPrint(session.out(), raw);
        TaskChoice some = TaskChoice.of(session, words, true);
        if (some.ids().isEmpty()) {
            return all(session, some.campaign(), print);
        }
        TaskChoice choice = some.one("logs");
        View.TaskView task = choice.task(session);
        RemoteLogs logs = session.sites().logs(choice.campaign());
        TaskLog shown = null;
        long printed = 0;
        while (true) {
            TaskLog log = log(session, task, logs, choice);
            if (log != null) {
                boolean same = shown != null && shown.file().equals(log.file()) && shown.offset() == log.offset();
                printed = print.from(log, same ? printed : 0);
                shown = log;
            }
            if (!follow || task.state().ended()) {
                break;
            }
            session.around().pause().pause(logs.asked() ? FAR : NEAR);
            task = choice.task(session);
        }
        if (shown == null) {
            session.note(nothing(task));
        }
        return 0;
    }

    private int all(Session session, String campaign, LogPrint print) {
        if (follow || attempt > 0) {
            throw Problem.usage(
                    "--follow and --attempt are about one task, and none is named", "muster logs CAMPAIGN ID");
        }
        RemoteLogs logs = session.sites().logs(campaign);
        Unshown unshown = new Unshown(session);
        session.view().endings(campaign, null, ending -> {
            Attempt.LogRef kept = ending.last().log();
            if (kept == null || kept.length() == 0) {
                return;
            }
            try {
                TaskLog log = logs.of(ending.last());
                if (log != null) {
                    print.from(log, 0);
                }
            } catch (Problem e) {
                unshown.add(ending.message().id(), e);
            }
        });
        return unshown.tell();
    }

    /** Outputs that cannot be had must not keep the others from being shown, nor fill the screen themselves. */
    private static final class Unshown {
        private static final int TOLD = 10;
        private final Session session;
        private int count;
        private int status;

        Unshown(Session session) {
            this.session = session;
        }

        void add(String id, Problem why) {
            count++;
            status = Math.max(status, why.exit());
            if (count <= TOLD) {
                session.note(id + ": " + why.getMessage() + " (" + why.advice() + ")");
            }
        }

        /** The exit status. */
        int tell() {
            if (count > TOLD) {
                session.note("and " + (count - TOLD) + " more outputs cannot be shown");
            }
            return status;
        }
    }

    private @Nullable TaskLog log(Session session, View.TaskView task, RemoteLogs logs, TaskChoice choice) {
        List<Attempt> attempts = Attempts.of(task);
        int wanted = attempt;
        View.Holder lease = task.lease();
        int current = task.message().tries().attempt() + 1;
        if (lease != null && (wanted == 0 || wanted == current)) {
            return running(session, lease.agent(), logs, choice, current);
        }
        if (wanted > 0 && attempts.stream().noneMatch(one -> one.attempt() == wanted)) {
            throw Problem.usage(
                    choice.ids().get(0) + " has no attempt " + wanted,
                    attempts.isEmpty()
                            ? "it has not run yet"
                            : "muster show " + choice.ids().get(0) + " lists them");
        }
        Attempt chosen = null;
        for (Attempt one : attempts) {
            chosen = wanted == 0 || one.attempt() == wanted ? one : chosen;
        }
        return chosen == null ? null : logs.of(chosen);
    }

    private static @Nullable TaskLog running(
            Session session, String agent, RemoteLogs logs, TaskChoice choice, int current) {
        String id = choice.ids().get(0);
        TaskLog here = new RunningLog(session.home().logs(choice.campaign())).find(agent, id, current);
        return here != null ? here : logs.running(cluster(session, agent, choice), agent, id, current);
    }

    /** Where an agent runs; empty where it is not known any more. */
    private static String cluster(Session session, String agent, TaskChoice choice) {
        return session.view().agents(choice.campaign()).stream()
                .map(View.AgentView::info)
                .filter(info -> info.name().equals(agent))
                .map(WorkQueue.AgentInfo::cluster)
                .findFirst()
                .orElse("");
    }

    private static String nothing(View.TaskView task) {
        String id = task.message().id();
        if (task.state() == State.WORKING) {
            return id + " runs; its output can be shown once the attempt has ended, or has printed something";
        }
        return Attempts.of(task).isEmpty() ? id + " has not run yet" : id + " printed nothing";
    }
}
