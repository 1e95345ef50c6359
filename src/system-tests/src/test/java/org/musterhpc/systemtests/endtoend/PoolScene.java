package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.musterhpc.systemtests.cluster.NoServiceManager;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.LiveTree;

/** A user with a blank in his home, and a pool of two agents with four slots each. */
final class PoolScene implements AutoCloseable {
    static final int SLOTS = 8;
    static final String CONFIG = """
            heartbeat: {interval: 500ms, lease: 60s}
            agent: {slots: 4}
            clusters: {lab: {type: local, agents: 2, pool: true}}
            """;

    final Muster muster = new Muster();
    private final Path home = muster.folder.resolve("my home");

    PoolScene() {
        muster.variable("HOME", home.toString());
        muster.variable("MUSTER_HOME", home.resolve(".muster").toString());
        muster.write("muster.yml", CONFIG);
        try {
            muster.variable("PATH", NoServiceManager.path(muster.folder.resolve("boot")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PoolScene started() {
        good("pool", "start", "lab");
        return this;
    }

    /** A campaign of the pool whose tasks run a command. */
    void campaign(String name, int tasks, String command, String... more) {
        muster.write(
                name + ".yml",
                "cluster: lab\ntasks: {range: 1-" + tasks + "}\nwalltime: 10m\ncommand: \"" + command + "\"\n"
                        + String.join("\n", more) + "\n");
    }

    Ended good(String... args) {
        return muster.good(args);
    }

    JsonNode status() {
        return muster.run("pool", "status", "lab", "--json").json();
    }

    List<String> lines(String name) {
        Path file = muster.folder.resolve(name);
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many tasks are in a state. */
    int count(String campaign, String state) {
        return muster.run("status", campaign, "--json")
                .json()
                .path("total")
                .path(state)
                .asInt();
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(Ceiling.TIME).until(condition);
    }

    void untilDone(String campaign, int tasks) {
        await().atMost(Ceiling.TIME)
                .untilAsserted(() -> assertThat(count(campaign, "done"))
                        .as(() -> campaign + ": " + status())
                        .isEqualTo(tasks));
    }

    /** Every task is done, is recorded once, and the books hold. */
    void allDoneOnce(String campaign, int tasks) {
        untilDone(campaign, tasks);
        List<JsonNode> results = muster.run("results", campaign, "--json").jsonLines();
        assertThat(results.stream().map(result -> result.path("id").asText()).distinct())
                .hasSize(tasks);
        assertThat(results).hasSize(tasks);
        good("rollcall", campaign, "--deep");
    }

    /** The processes that the pool's folder names: {@code agent.1}, {@code keeper} and so on. */
    List<Long> pids(String prefix) {
        return LiveTree.files(pool()).stream()
                .filter(file -> file.getParent().equals(pool()))
                .filter(file -> file.getFileName().toString().startsWith(prefix))
                .map(file -> LiveTree.read(file).strip())
                .filter(text -> !text.isEmpty())
                .map(text -> Long.valueOf(text.split(" ", -1)[0]))
                .toList();
    }

    /** What each agent writes down of its work on a campaign. */
    List<String> diaries(String campaign) {
        return LiveTree.named(pool().resolve("campaigns").resolve(campaign), "agent.log").stream()
                .map(LiveTree::read)
                .toList();
    }

    Path pool() {
        return home.resolve(".muster/pools/lab");
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    void killRedis() {
        kill(redisPid());
    }

    long redisPid() {
        return muster.run("redis", "status", "--json").json().path("pid").asLong();
    }

    /** At once, as a rename does; its files are removed after that. */
    void removeHome() {
        Path away = muster.folder.resolve("away");
        try {
            Files.move(home.resolve(".muster"), away);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Whoever ends may still write a last line there.
        until(() -> {
            LiveTree.remove(away);
            return Files.notExists(away);
        });
    }

    RedisCli redis() {
        return RedisCli.of(muster, home.resolve(".muster"));
    }

    @Override
    public void close() {
        if (Files.exists(pool())) {
            muster.run("pool", "stop", "lab", "--now");
        }
        muster.close();
    }
}
