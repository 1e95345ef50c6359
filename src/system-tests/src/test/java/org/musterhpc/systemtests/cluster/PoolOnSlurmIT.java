package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.Ceiling;

/** A pool in arrays on the real Slurm. */
class PoolOnSlurmIT extends OnSlurmSite {
    private static final int TASKS = 40;
    private static final Settings SETTINGS = new Settings(
            "interval: 1s, lease: 15s",
            "slots: 2, linger: 2s, kill_grace: 1s",
            "cpus: 2, pool: {min: 0, max: 3, idle: 5s}",
            "");

    private static final int SLOTS = 6;

    private final LongAccumulator most = new LongAccumulator(Math::max, 0);

    private static Ended good(Scene scene, String... args) {
        return scene.muster.good(args);
    }

    private static JsonNode status(Scene scene) {
        return scene.muster.run("pool", "status", "here", "--json").json();
    }

    /** Elements of the pool that slurmctld has not ended; never more than max. */
    private long elements() {
        long there = site.ask("squeue", "--noheader", "--array", "-o", "%j %T")
                .ok()
                .lines()
                .filter(line -> line.startsWith("m-pool-here-") && !line.endsWith("COMPLETING"))
                .count();
        most.accumulate(there);
        return there;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static int done(Scene scene) {
        return scene.muster
                .run("status", scene.name, "--json")
                .json()
                .path("total")
                .path("done")
                .asInt();
    }

    private static Path ended(Scene scene) {
        return scene.site.remote().resolve(scene.name + ".ended");
    }

    /** What all tasks wait for: whatever the machine is busy with, some run when somebody is killed. */
    private static Path go(Scene scene) {
        return scene.site.remote().resolve("pool.go");
    }

    private static long working(Scene scene) {
        return scene.muster
                .run("status", scene.name, "--json")
                .json()
                .at("/total/working")
                .asLong();
    }

    private static void write(Scene scene) {
        String command = "until test -e " + go(scene) + "; do sleep 0.2; done; echo {{n}} >> " + ended(scene);
        scene.file(command, TASKS, "walltime: 8m");
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    /** An agent and what looks after the pool are killed while it grows under two campaigns. */
    @Test
    void growsUnderTwoCampaignsLosesNothingAndShrinksToNone() throws Exception {
        Scene one = new Scene(site, "pool-one", SETTINGS);
        Scene two = new Scene(one, "pool-two");
        Path home = one.muster.folder.resolve("pool home");
        one.muster.variable("MUSTER_HOME", home.toString());
        String stand = NoServiceManager.path(one.muster.folder.resolve("boot"));
        one.muster.variable(
                "PATH",
                stand.substring(0, stand.indexOf(':')) + ":" + site.env().get("PATH"));
        Files.deleteIfExists(go(one));
        write(one);
        write(two);
        assertThat(one.muster.run("submit", "pool-one.yml").err()).contains("muster pool start here");
        good(one, "pool", "start", "here");
        try {
            good(one, "submit", "pool-one.yml");
            good(two, "submit", "pool-two.yml");
            // All of them may have been taken by the first campaign before there was a second one.
            await("three agents that have work").atMost(Ceiling.TIME).until(() -> {
                elements();
                return status(one).path("agents").asInt() == 3 && working(one) + working(two) == SLOTS;
            });
            JsonNode agent = one.muster.run("agents", one.name, "--json").jsonLines().stream()
                    .filter(line -> line.path("running").asInt() > 0)
                    .findFirst()
                    .orElseThrow();
            kill(agent.path("pid").asLong());
            kill(Long.parseLong(
                    Files.readString(home.resolve("pools/here/agent.1")).split(" ", 2)[0]));
            Files.createFile(go(one));
            await("all tasks done")
                    .atMost(Ceiling.TIME)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        elements();
                        return done(one) == TASKS && done(two) == TASKS;
                    });
            await("no element when idle").atMost(Ceiling.TIME).until(() -> elements() == 0);
            await("no agent when idle")
                    .atMost(Ceiling.TIME)
                    .until(() -> status(one).path("agents").asInt() == 0);
            assertThat(most.get()).isBetween(2L, 3L);
            for (Scene scene : List.of(one, two)) {
                good(one, "rollcall", scene.name, "--deep");
                assertThat(one.muster.run("results", scene.name, "--json").jsonLines())
                        .hasSize(TASKS)
                        .allMatch(result -> result.path("state").asText().equals("DONE"));
                assertThat(lines(ended(scene)))
                        .contains(IntStream.rangeClosed(1, TASKS)
                                .mapToObj(Integer::toString)
                                .toArray(String[]::new));
                // What the killed agent had may have ended once more than is recorded: no more than its two slots.
                assertThat(lines(ended(scene))).hasSizeBetween(TASKS, TASKS + 2);
            }
            // What was killed had the watch for a while: until then nobody else writes anything.
            await("another looks after it")
                    .atMost(Ceiling.TIME)
                    .untilAsserted(() -> assertThat(
                                    good(one, "explain", "--scaling", "here").out())
                            .contains("no task waits or runs"));
        } finally {
            good(one, "pool", "stop", "here", "--now");
        }
        assertThat(status(one).path("started").asBoolean()).isFalse();
    }
}
