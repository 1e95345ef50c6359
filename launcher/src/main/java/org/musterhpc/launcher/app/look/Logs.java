package org.musterhpc.launcher.app.look;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.logs.RemoteLogs;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.State;

/** Finds what tasks have printed. */
public record Logs(View view, TaskFinder tasks, ClusterConnections clusters, Pause pause, Notes notes) {
    private static final Duration NEAR = Duration.ofMillis(300);
    /** Each look asks another machine. */
    private static final Duration FAR = Duration.ofSeconds(2);

    /** In place of a number: the attempt that runs beside another of the same number, as the task takes long. */
    public static final int SECOND = -1;

    /** Takes what is there of a log from some byte on, and says how many bytes it has had in all. */
    public interface Printer {
        long print(TaskLog log, long from);
    }

    /**
     * Gives what all tasks have printed that are meant and have ended, the done in the order in which they ended.
     *
     * @param unshown is told of each whose output cannot be had, by its id, and why
     */
    public void all(Selection selection, Consumer<TaskLog> sink, BiConsumer<String, Problem> unshown) {
        RemoteLogs logs = clusters.logs(selection.campaign());
        tasks.endings(selection, ending -> {
            Attempt.LogRef kept = ending.last().log();
            if (kept == null || kept.length() == 0) {
                return;
            }
            try {
                TaskLog log = logs.of(ending.last());
                if (log != null) {
                    sink.accept(log);
                }
            } catch (Problem e) {
                unshown.accept(ending.message().id(), e);
            }
        });
    }

    /**
     * Gives what one attempt of a task has printed; the notes tell where there is nothing.
     *
     * @param attempt its number; 0: the last, and of two that run that of the task's holder; {@link #SECOND}
     * @param follow whether to go on until the task, or such a second attempt, has ended
     */
    public void task(String campaign, String id, int attempt, boolean follow, Printer printer) {
        View.TaskView task = tasks.find(campaign, id);
        RemoteLogs logs = clusters.logs(campaign);
        Shown shown = new Shown(printer);
        if (attempt == SECOND) {
            second(campaign, task, logs, follow, shown);
            return;
        }
        int last = 0;
        while (true) {
            int now = latest(task);
            // What ran at the look before may have ended and been tried again since: what it printed last comes first.
            for (int ended = last; attempt == 0 && ended > 0 && ended < now; ended++) {
                shown.show(ended(task, logs, ended));
            }
            last = now;
            shown.show(log(campaign, task, logs, attempt));
            if (!follow || task.state().ended()) {
                break;
            }
            pause.pause(logs.asked() ? FAR : NEAR);
            task = tasks.find(campaign, id);
        }
        if (shown.last == null) {
            notes.note(nothing(task));
        }
    }

    /** What it printed last is looked for once more after it has ended. */
    private void second(String campaign, View.TaskView first, RemoteLogs logs, boolean follow, Shown shown) {
        String id = first.message().id();
        int number = first.message().tries().attempt() + 1;
        View.Second begun = first.second();
        if (begun == null) {
            throw Problem.usage(
                    id + " has no second attempt that runs",
                    "without --attempt second, the output of the one that is recorded, or runs, is shown");
        }
        boolean runs = true;
        shown.show(running(campaign, logs, begun.agent(), id, number));
        while (follow && runs) {
            pause.pause(logs.asked() ? FAR : NEAR);
            runs = begun.equals(tasks.find(campaign, id).second());
            shown.show(running(campaign, logs, begun.agent(), id, number));
        }
        if (shown.last == null) {
            notes.note(nothing(first));
        }
    }

    /** Of one log after the other, what has not been printed. */
    private static final class Shown {
        private final Printer printer;
        private @Nullable Output last;
        private long printed;

        Shown(Printer printer) {
            this.printer = printer;
        }

        void show(@Nullable Output next) {
            if (next != null) {
                printed = printer.print(next.log(), next.continues(last) ? printed : 0);
                last = next;
            }
        }
    }

    /** What an attempt of the task has printed: while it runs in one file, when it has ended perhaps in another. */
    private record Output(TaskLog log, String agent, int attempt) {
        static @Nullable Output of(@Nullable TaskLog log, String agent, int attempt) {
            return log == null ? null : new Output(log, agent, attempt);
        }

        boolean continues(@Nullable Output before) {
            return before != null && before.attempt == attempt && before.agent.equals(agent);
        }
    }

    /** The number of the attempt that runs, or of the last that ended; 0: there was none. */
    private static int latest(View.TaskView task) {
        if (task.lease() != null) {
            return task.message().tries().attempt() + 1;
        }
        return Attempts.of(task).stream().mapToInt(Attempt::attempt).max().orElse(0);
    }

    /** What an attempt printed that has ended; that it cannot be had keeps nobody from following the next. */
    private @Nullable Output ended(View.TaskView task, RemoteLogs logs, int number) {
        try {
            Attempt ended = Attempts.of(task).stream()
                    .filter(attempt -> attempt.attempt() == number)
                    .findFirst()
                    .orElse(null);
            return ended == null ? null : recorded(ended, logs);
        } catch (Problem e) {
            notes.note(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static @Nullable Output recorded(Attempt ended, RemoteLogs logs) {
        return Output.of(logs.of(ended), ended.place().agent(), ended.attempt());
    }

    private @Nullable Output log(String campaign, View.TaskView task, RemoteLogs logs, int wanted) {
        String id = task.message().id();
        List<Attempt> attempts = Attempts.of(task);
        View.Holder lease = task.lease();
        int current = task.message().tries().attempt() + 1;
        if (lease != null && (wanted == 0 || wanted == current)) {
            return running(campaign, logs, lease.agent(), id, current);
        }
        if (wanted > 0 && attempts.stream().noneMatch(one -> one.attempt() == wanted)) {
            throw Problem.usage(
                    id + " has no attempt " + wanted,
                    attempts.isEmpty() ? "it has not run yet" : "muster show " + id + " lists them");
        }
        Attempt chosen = null;
        for (Attempt one : attempts) {
            chosen = wanted == 0 || one.attempt() == wanted ? one : chosen;
        }
        return chosen == null ? null : recorded(chosen, logs);
    }

    /** What an attempt that runs has printed, wherever that is; null where its agent has not written of it yet. */
    private @Nullable Output running(String campaign, RemoteLogs logs, String agent, String id, int attempt) {
        TaskLog here = logs.runningHere(agent, id, attempt);
        TaskLog log = here != null ? here : logs.running(cluster(campaign, agent), agent, id, attempt);
        return Output.of(log, agent, attempt);
    }

    /** Where an agent runs; empty where it is not known any more. */
    private String cluster(String campaign, String agent) {
        return view.agents(campaign).stream()
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
