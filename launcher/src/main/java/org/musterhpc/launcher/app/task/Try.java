package org.musterhpc.launcher.app.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.LoneTask;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Link;
import org.musterhpc.launcher.app.connection.Ownership;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.app.look.Logs;
import org.musterhpc.launcher.app.look.TaskFinder;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.cluster.local.ForegroundAgent;
import org.musterhpc.launcher.follow.FirstFew;
import org.musterhpc.launcher.follow.RunningLog;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.home.FolderRemoval;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.home.UniqueName;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskKey;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/**
 * Runs one task on this machine, as an agent would, and shows its output as it comes. Recorded, it is an attempt of that task
 * like any other; else it runs as the only task of a campaign of its own, of which nothing stays.
 */
public record Try(Environment here, Connection connection, Setup setup, Function<RedisAddress, Link> connect) {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** @param attempt how it ended; of one that is recorded nowhere, its output is not kept */
    public record Tried(String stage, Message message, Attempt attempt) {}

    /** Of a server that there is by then. */
    private TaskFinder tasks() {
        return new TaskFinder(connection.view());
    }

    /**
     * The task that is meant: the one that is named, or the next that waits to run, or the first that is dead.
     *
     * @throws Problem usage, where there is none
     */
    public View.TaskView meant(String campaign, @Nullable String id) {
        Ownership.refuseImported(connection.campaign(campaign));
        if (id != null) {
            return tasks().find(campaign, id);
        }
        List<View.TaskView> first = new ArrayList<>();
        for (State state : List.of(State.PENDING, State.DELAYED, State.DEAD)) {
            if (first.isEmpty()) {
                FirstFew.<View.TaskView>atMost(
                        1, each -> connection.view().tasks(campaign, null, EnumSet.of(state), each), first::add);
            }
        }
        if (first.isEmpty()) {
            throw Problem.usage(
                    "no task of " + campaign + " waits to run, and none is dead",
                    "name one: muster try " + campaign + " ID --dry; muster tasks " + campaign + " lists the ids");
        }
        return first.get(0);
    }

    /**
     * As an attempt of the task: it has to be pending or delayed, or is sent again for it where it is dead or cancelled.
     *
     * @throws Problem where it cannot run now, or did not
     */
    public Tried recorded(Campaign campaign, String id, Stop stop, Logs.Printer printer) {
        View.TaskView task = tasks().find(campaign.name(), id);
        SigningKey key = Ownership.key(here.home(), campaign);
        refuse(campaign.name(), task);
        if (task.state().ended()) {
            connection.link().control().requeue(campaign.name(), task.stage(), List.of(id), true);
            task = tasks().find(campaign.name(), id);
            refuse(campaign.name(), task);
        }
        return run(connection, here.home(), campaign, key, task, stop, printer);
    }

    /** @throws Problem usage, where the task cannot be made an attempt of now */
    public static void refuse(String campaign, View.TaskView task) {
        String id = task.message().id();
        switch (task.state()) {
            case WORKING ->
                throw Problem.usage(
                        id + " is running already",
                        "muster logs " + campaign + " " + id + " --follow; or run it beside that: --dry");
            case DONE -> throw Problem.usage(id + " is DONE", "run it all the same, without recording it: --dry");
            case BLOCKED ->
                throw Problem.usage(
                        id + " waits for other tasks: muster explain " + campaign + " " + id + " tells for which",
                        "run it all the same, without recording it: --dry");
            default -> {}
        }
    }

    /** The task of a campaign that is there, as it would run now. */
    public LoneTask lone(Campaign campaign, View.TaskView task) {
        Stage stage = campaign.stage(task.stage());
        List<UpstreamTask> upstream = new ArrayList<>();
        try (WorkQueue queue = connection.work(campaign.name())) {
            String key = TaskKey.of(stage.name(), task.message().id());
            queue.upstream(stage.name(), key, !TaskNames.hasItems(stage), upstream::add);
        }
        return new LoneTask(campaign.name(), stage, task.message(), upstream);
    }

    /** Recorded nowhere. */
    public Tried dry(LoneTask task, Stop stop, Logs.Printer printer) {
        String name = UniqueName.of("try");
        Path folder = here.home().root().resolve(name);
        Path told = temporary();
        MusterHome home = new MusterHome(folder);
        RedisAddress own = connection.address();
        RedisAddress beside = new RedisAddress(
                own.url(), own.user(), own.password(), own.caFile(), own.prefix() + name + ":", own.identity());
        try (Connection trial = new Connection(home, here.variables(), setup.at(beside), connect)) {
            SigningKey key = SigningKey.fresh();
            try {
                Campaign campaign = task.submit(trial.link().intake(), here.pause(), key, told);
                View.TaskView sent = trial.view()
                        .find(campaign.name(), task.id())
                        .orElseThrow(() -> new IllegalStateException(task.id() + " was sent"));
                Attempt ended =
                        run(trial, home, campaign, key, sent, stop, printer).attempt();
                return new Tried(task.stage().name(), task.message(), ended.withoutLog());
            } finally {
                trial.link().control().purge(task.campaign());
            }
        } finally {
            remove(told);
            remove(folder);
        }
    }

    /** Where agents have such files, too: names in it are as short and plain as theirs. */
    private static Path temporary() {
        try {
            return Files.createTempDirectory("muster-try-");
        } catch (IOException e) {
            throw Problem.failed(
                    "no folder can be made for temporary files: " + PrivateFiles.reason(e),
                    "make room, or say where: TMPDIR=FOLDER");
        }
    }

    private static void remove(Path folder) {
        try {
            FolderRemoval.remove(folder, null);
        } catch (IOException e) {
            throw Problem.failed(
                    folder + " cannot be removed: " + PrivateFiles.reason(e), "remove it by hand; nothing needs it");
        }
    }

    private Tried run(
            Connection server,
            MusterHome home,
            Campaign campaign,
            SigningKey key,
            View.TaskView task,
            Stop stop,
            Logs.Printer printer) {
        String name = campaign.name();
        String id = task.message().id();
        int attempt = task.message().tries().attempt() + 1;
        AgentSpec told = server.spec(name, key);
        AgentSpec spec = new AgentSpec(
                name, told.redis(), key, told.logs(), told.slots(), LINGER, told.timing(), told.resources());
        String agentName = UniqueName.of("try");
        ForegroundAgent.Task only = new ForegroundAgent.Task(task.stage(), id);
        try (ForegroundAgent agent = ForegroundAgent.start(home, spec, agentName, only)) {
            RunningLog running = new RunningLog(home.logs(name));
            long printed = 0;
            boolean stopped = false;
            while (agent.alive()) {
                if (stop.requested() && !stopped) {
                    stopped = true;
                    agent.stop();
                }
                printed = print(running.find(agentName, id, attempt), printed, printer);
                here.pause().pause(TURN);
            }
            print(running.find(agentName, id, attempt), printed, printer);
            View.TaskView after = server.view().find(name, id).orElse(task);
            Attempt last = Attempts.of(after).stream()
                    .filter(one -> one.place().agent().equals(agentName))
                    .reduce((before, later) -> later)
                    .orElse(null);
            if (last == null) {
                throw notRun(name, id, after, agent, stop);
            }
            return new Tried(task.stage(), task.message(), last);
        }
    }

    private static long print(@Nullable TaskLog log, long printed, Logs.Printer printer) {
        return log == null || log.length() <= printed ? printed : printer.print(log, printed);
    }

    private static Problem notRun(String campaign, String id, View.TaskView after, ForegroundAgent agent, Stop stop) {
        if (stop.requested()) {
            return Problem.stopped(id + " was stopped, and given back", "say it again to run it", stop.exit());
        }
        View.Holder holder = after.lease();
        String why = holder != null
                ? "agent " + holder.agent() + " has taken it meanwhile"
                : after.state() == State.PENDING || after.state() == State.DELAYED
                        ? "its agent left (" + agent.end() + ")"
                        : "it is " + after.state() + " by now";
        return Problem.failed(id + " did not run here: " + why, "look with muster explain " + campaign + " " + id);
    }
}
