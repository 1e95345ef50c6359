package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.JavaProgram;
import org.musterhpc.testkit.LiveTree;
import org.musterhpc.testkit.RedisServer;

/** A Redis, a campaign of one stage on it, and real agents as processes of their own. */
final class Field {
    static final String CAMPAIGN = "c";
    static final String STAGE = "s";

    final RedisServer redis = RedisServer.start("appendonly yes", "appendfsync always");
    final Queues queues;
    final Path folder;

    /** Of the campaign that is made next. */
    RetrySettings retry = new RetrySettings(2, 20, Duration.ofMillis(100), Map.of());

    private final List<Process> agents = new ArrayList<>();

    Field(Path folder) {
        this.folder = folder;
        RedisAddress address = new RedisAddress(redis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
        this.queues = Queues.connect(address);
        try {
            ConnectionFile.write(folder.resolve("connection"), address, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void campaign(int tasks, Duration walltime, String command, String... outputs) {
        campaignIn(folder, tasks, walltime, command, outputs);
    }

    void campaignIn(Path workdir, int tasks, Duration walltime, String command, String... outputs) {
        Stage stage = stage(workdir, walltime, null, new TaskCommand.Shell(command), "", outputs);
        campaignOf(tasks, stage);
        queues.intake().seal(CAMPAIGN, STAGE);
    }

    Stage stage(
            Path workdir,
            Duration walltime,
            @Nullable Long memory,
            TaskCommand command,
            String setup,
            String... outputs) {
        return new Stage(
                STAGE,
                command,
                new Stage.ShellSetting(workdir.toString(), Map.of("CARRIED", "along"), setup, Stage.Logs.SLOT),
                new Stage.Limits(walltime, 1, memory),
                List.of(outputs),
                List.of(),
                retry,
                null,
                List.of(),
                0);
    }

    /** The same in a container. */
    static Stage within(Container container, Stage stage) {
        Stage.ShellSetting shell = stage.shell();
        return new Stage(
                stage.name(),
                stage.command(),
                new Stage.ShellSetting(
                        shell.workdir(), shell.env(), shell.setup(), shell.logs(), shell.setupMayFail(), container),
                stage.limits(),
                stage.outputs(),
                stage.ladder(),
                stage.retry(),
                stage.after(),
                stage.followers(),
                stage.priority());
    }

    /** Not sealed: more tasks may come. */
    void campaignOf(int tasks, Stage stage) {
        queues.intake().create(new Campaign(CAMPAIGN, "d", "me", Instant.EPOCH, List.of(stage)));
        push(1, tasks, Needs.NOTHING);
    }

    void push(int from, int to, Needs needs) {
        List<Message> messages = new ArrayList<>();
        for (int n = from; n <= to; n++) {
            messages.add(new Message(
                    STAGE + "/" + n,
                    n,
                    Tries.NONE,
                    needs,
                    JsonNodeFactory.instance.objectNode().put("n", n),
                    JsonNodeFactory.instance.objectNode()));
        }
        queues.intake().push(CAMPAIGN, STAGE, messages);
    }

    Process agent(String... more) {
        return agentIn(Map.of(), more);
    }

    /** One whose allocation ends so many seconds after its Java has come up, however long that takes. */
    Process agentThatEndsIn(int seconds, String... more) {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(seconds)));
        arguments.addAll(arguments(more));
        return start(EndingAgent.class, Map.of(), arguments);
    }

    /** An agent with more in its environment, as in an allocation. */
    Process agentIn(Map<String, String> environment, String... more) {
        return start(AgentMain.class, environment, arguments(more));
    }

    /** An agent that serves a pool's campaigns. */
    Process poolAgent(String pool, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--pool",
                pool,
                "--connection",
                folder.resolve("connection").toString(),
                "--logs",
                folder.resolve("pool").toString()));
        arguments.addAll(Arrays.asList(more));
        return start(AgentMain.class, Map.of(), arguments);
    }

    private List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--campaign",
                CAMPAIGN,
                "--connection",
                folder.resolve("connection").toString(),
                "--logs",
                folder.resolve("logs").toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    private Process start(Class<?> main, Map<String, String> environment, List<String> arguments) {
        List<String> command = JavaProgram.command(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), main, arguments.toArray(String[]::new));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("agents.out").toFile()));
            builder.environment().putAll(environment);
            Process agent = builder.start();
            agents.add(agent);
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Tally tally() {
        return queues.view().overview(CAMPAIGN).stages().get(STAGE);
    }

    /** Once this test's own connections have noticed that Redis was away. */
    void awaitRedis() {
        Awaitility.await().ignoreExceptions().until(() -> tally() != null);
    }

    TaskView task(int n) {
        return queues.view().find(CAMPAIGN, STAGE + "/" + n).orElseThrow();
    }

    /**
     * The leases of all agents that hold tasks are over now, as if their time had passed, and so is the post of the tender:
     * for agents that are dead or stopped. Real leases are so long that no agent loses one because the machine is slow.
     *
     * <p>Whoever starts after this takes the post with its first heartbeat, and looks for them at once; unless that took
     * longer than heartbeats are apart: then it gives others a whole lease, longer than it stays without work. So let these
     * be as far apart as they usually are.
     */
    void lapse() {
        String keys = "muster:{" + CAMPAIGN + "}:";
        Set<String> holders = redis.ask("HVALS " + keys + STAGE + ":working")
                .lines()
                .map(record -> record.split(" ", 3)[1])
                .collect(Collectors.toSet());
        assertThat(holders).isNotEmpty();
        holders.forEach(agent -> redis.ask("ZADD " + keys + "beats XX 1 " + agent));
        redis.ask("DEL " + keys + "tender");
    }

    /** Sends a signal, as a scheduler does. */
    static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    /** Whether a process with this word in its command line is alive here: another build's tests may say the same. */
    boolean alive(String word) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(word))
                .anyMatch(this::isHere);
    }

    private boolean isHere(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .startsWith(folder.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }

    String said() {
        return LiveTree.read(folder.resolve("agents.out"))
                + LiveTree.named(folder, "agent.log").stream()
                        .map(LiveTree::read)
                        .collect(Collectors.joining());
    }

    void close() throws InterruptedException {
        for (Process agent : agents) {
            agent.destroy();
        }
        for (Process agent : agents) {
            if (!agent.waitFor(10, TimeUnit.SECONDS)) {
                agent.destroyForcibly().waitFor();
            }
        }
        queues.close();
        redis.close();
    }
}
