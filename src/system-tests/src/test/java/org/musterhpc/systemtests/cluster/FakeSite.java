package org.musterhpc.systemtests.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.musterhpc.systemtests.cluster.FakeQueue.Job;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.RedisServer;

/**
 * A cluster {@code fake} of one dialect, whose scheduler is not there, a Redis of its own, and {@code bin/muster} with
 * both: quick heartbeats, and so much time for everything else that nobody is taken for dead who is only slow.
 */
final class FakeSite implements AutoCloseable {
    /** Bundles are made once for all sites of this JVM, as for all campaigns of a user. */
    private static final Path HOME = temporary("muster-fake-home");

    private final String dialect;
    private final String[] settings;
    private final RedisServer redis = RedisServer.start("appendonly yes");
    private final Set<Process> started = new HashSet<>();
    final FakeSchedulers fake = new FakeSchedulers();
    final FakeQueue queue = new FakeQueue(fake.folder());
    final Muster muster;

    /** @param settings of the cluster in {@code muster.yml}, such as {@code elements: 3} */
    FakeSite(String dialect, String... settings) {
        this.dialect = dialect;
        settings();
        Map<String, String> env = new HashMap<>(fake.env());
        env.put("MUSTER_HOME", HOME.toString());
        this.settings = settings;
        muster = new Muster(config("4m"), env);
    }

    /** Redis asks for this password from now on, and whoever runs {@code bin/muster} has it in their environment. */
    void password(String word) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.getOutputStream().write(("CONFIG SET requirepass " + word + "\r\n").getBytes(UTF_8));
            assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine())
                    .isEqualTo("+OK");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        muster.variable("MUSTER_REDIS_PASSWORD", word);
    }

    /** Redis has nothing any more. */
    void loseAll() {
        assertThat(redis.ask("FLUSHALL")).isEqualTo("OK");
    }

    Path home() {
        return HOME;
    }

    /** From now on nobody else's: with the bundles of all, and nothing that the others write meanwhile. */
    Path ownHome() throws IOException {
        Path home = Files.createDirectories(fake.folder().resolve("home"));
        Path bundles = Files.createDirectories(HOME.resolve("bundles"));
        Files.createSymbolicLink(home.resolve("bundles"), bundles);
        muster.variable("MUSTER_HOME", home.toString());
        return home;
    }

    /** Of the scheduler, beside those that all sites have. */
    void settings(String... lines) {
        fake.settings(Stream.concat(Stream.of("kill_wait=60"), Stream.of(lines)).toArray(String[]::new));
    }

    /** How long agents wait for tasks, instead of four minutes: a campaign that is complete ends them before. */
    void linger(String time) {
        config(time);
    }

    private Path config(String linger) {
        StringBuilder cluster = new StringBuilder("type: " + dialect + ", remote_dir: " + fake.remote());
        for (String setting : settings) {
            cluster.append(", ").append(setting);
        }
        try {
            return Files.writeString(fake.folder().resolve("muster.yml"), """
                    redis: {url: "%s"}
                    heartbeat: {interval: 500ms, lease: 30s}
                    agent: {slots: 1, linger: %s, kill_grace: 1s}
                    clusters: {fake: {%s}}
                    """.formatted(redis.url(), linger, cluster));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary(String name) {
        try {
            return Files.createTempDirectory(name).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String command(String what) {
        boolean slurm = dialect.equals("slurm");
        return switch (what) {
            case "submit" -> slurm ? "sbatch" : "qsub";
            case "status" -> slurm ? "squeue" : "qstat";
            case "lookup" -> slurm ? "squeue" : "qselect";
            case "cancel" -> slurm ? "scancel" : "qdel";
            default -> throw new IllegalArgumentException(what);
        };
    }

    /** How often it was called. */
    int calls(String what) {
        return fake.log().calls(command(what), 0).size();
    }

    /** Calls of a command go wrong from now on: {@code lost}, {@code * hang} … */
    void fault(String what, String text) {
        fake.log().fault(command(what), text);
    }

    void mend(String what) {
        fake.log().mend(command(what));
    }

    /** Somebody else cancels an array, or an element of it. */
    void cancels(Job job, int... indices) {
        for (int index : indices) {
            String id = dialect.equals("slurm") ? job.id() + "_" + index : job.id() + "[" + index + "].fake";
            fake.run(List.of(command("cancel"), id)).ok();
        }
        if (indices.length == 0) {
            fake.run(List.of(command("cancel"), dialect.equals("slurm") ? "" + job.id() : job.id() + "[].fake"))
                    .ok();
        }
    }

    /** A campaign of tasks that add a line to {@code NAME.log}, and then do what is said. */
    String campaign(String name, int tasks, String then) {
        return campaign(name, tasks, then, "walltime: 8m");
    }

    String campaign(String name, int tasks, String then, String... lines) {
        muster.write(name + ".yml", """
                cluster: fake
                command: "echo {{n}} >> %s; %s"
                tasks: {range: 1-%d}
                %s
                """.formatted(log(name), then, tasks, String.join("\n", lines)));
        return name + ".yml";
    }

    /** For {@link #campaign}: waits until it may go on. */
    String held() {
        return "while [ ! -e " + fake.folder().resolve("go") + " ]; do sleep 0.1; done";
    }

    /** What is held goes on. */
    void release() {
        try {
            Files.createFile(fake.folder().resolve("go"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(String name) {
        return fake.folder().resolve(name + ".log");
    }

    /** Lines that tasks have written. */
    int ran(String campaign) {
        try {
            return Files.exists(log(campaign))
                    ? Files.readAllLines(log(campaign)).size()
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitRan(String campaign, int lines) {
        await().until(() -> ran(campaign) >= lines);
    }

    Process start(String... args) {
        Process process = muster.start(args);
        started.add(process);
        return process;
    }

    /** Waits for its end. */
    int exit(Process process) {
        try {
            assertThat(Ceiling.ends(process)).as("it ends").isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Agents that are heard of, by pid. */
    List<JsonNode> agents(String campaign) {
        var agents = muster.run("agents", campaign, "--json");
        return agents.exit() == 0 ? agents.jsonLines() : List.of();
    }

    /** All of its tasks are done, and all that began is recorded; nothing is left of its arrays. */
    List<JsonNode> assertDone(String campaign, int tasks) {
        List<JsonNode> results = muster.run("results", campaign, "--json").jsonLines();
        assertThat(results)
                .hasSize(tasks)
                .allMatch(result -> result.path("state").asText().equals("DONE"));
        assertThat(attempts(results)).isEqualTo(ran(campaign));
        assertHolds(campaign);
        return results;
    }

    static int attempts(List<JsonNode> results) {
        return results.stream()
                .mapToInt(result -> result.path("attempt").asInt())
                .sum();
    }

    /** The roll holds, id by id, the scheduler has nothing more to do, and no process is left. */
    void assertHolds(String campaign) {
        var rollcall = muster.run("rollcall", campaign, "--deep");
        assertThat(rollcall.exit()).as(rollcall.out() + rollcall.err()).isZero();
        await().until(() -> queue.jobs().stream().allMatch(Job::over));
        await().untilAsserted(() -> assertThat(processes()).isEmpty());
    }

    /** Command lines of all processes of elements and of the scheduler's commands, without those that a fault hangs. */
    private Set<String> processes() {
        byte[] mark = ("MUSTER_FAKE_DIR=" + fake.folder()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String variable = new String(mark, java.nio.charset.StandardCharsets.ISO_8859_1);
        Set<Long> others = started.stream().map(Process::pid).collect(Collectors.toSet());
        return ProcessHandle.allProcesses()
                .filter(process -> !others.contains(process.pid()))
                .filter(process -> !Files.exists(fake.folder().resolve("hung/" + process.pid())))
                .filter(process -> environment(process.pid()).contains(variable + "\0"))
                .map(process -> process.info().commandLine().orElse("?"))
                .collect(Collectors.toSet());
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/environ"), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** What the programs said, for a failure's message. */
    String said() {
        try (Stream<Path> files = Files.list(muster.folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(file -> file.toString().matches(".*run-\\d+\\.(out|err)"))
                    .sorted()
                    .toList()) {
                all.append(file.getFileName()).append(":\n").append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
        fake.close();
        redis.close();
    }
}
