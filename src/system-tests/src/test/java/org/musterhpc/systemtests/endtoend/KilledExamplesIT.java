package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** {@code kill -9} of everybody in the middle of the two set-ups in {@code examples}: who says the same line again loses nothing. */
class KilledExamplesIT {
    private static final String CONFIG = """
            heartbeat: {interval: 500ms, lease: 3s}
            agent: {slots: 3}
            clusters: {local: {type: local, agents: 2}}
            """;

    /** Notes who ran, and holds the tasks of one stage back until there is a file {@code go}. */
    private static final String HELD = """
            echo "$MUSTER_TASK_ID" >> ran
            test "$MUSTER_STAGE" != "$1" || until test -e go; do sleep 0.05; done
            """;

    @Test
    void watcherLauncherAgentAndRedisOfTheNetworkAreKilled() throws Exception {
        try (Muster muster = ExamplesIT.muster("image-network")) {
            muster.write("muster.yml", muster.example("image-network/muster.yml") + CONFIG);
            muster.write("held.sh", HELD);
            muster.write(
                    "network.yml",
                    muster.example("image-network/network.yml")
                            .replace("command: ", "command: sh held.sh match; ")
                            .replace("walltime: 10s", "walltime: 10m"));
            muster.program("python3", "make.py", "40");
            String[] watching = {"watch", "network", "--exec", "./flags.py flags.sqlite"};
            assertThat(muster.run("submit", "network.yml", "--stage-only").exit())
                    .isZero();
            Process watch = muster.start(watching);
            Process run = muster.start("run", "network");
            awaitWorking(muster, "network", "match");
            killAgent(muster, "network");
            grow(muster, 20, 30);
            kill(watch);
            kill(run);
            grow(muster, 30, 40);
            watch = muster.start(watching);
            run = muster.start("run", "network");
            awaitWorking(muster, "network", "match");
            killRedis(muster);
            muster.write("go", "");
            assertThat(muster.run("close", "network").exit()).isZero();
            assertThat(end(muster, run, "network"))
                    .as("some have failed for good")
                    .isEqualTo(1);
            watch.waitFor();
            assertThat(muster.run(watching).exit()).isZero();

            Map<String, String> ended = results(muster, "network");
            assertThat(ended).hasSize(40).containsValues("DONE", "DEAD");
            assertThat(muster.program(
                                    "python3",
                                    "-c",
                                    "import sqlite3; [print(*row) for row in"
                                            + " sqlite3.connect('flags.sqlite').execute('SELECT id, state FROM flags')]")
                            .lines())
                    .containsExactlyInAnyOrderElementsOf(ended.entrySet().stream()
                            .map(task -> task.getKey() + " " + task.getValue())
                            .toList());
            assertThat(ran(muster)).containsAll(ended.keySet()).hasSize(40);
            holds(muster, "network");
        }
    }

    @Test
    void launcherAgentRedisAndRepairOfTheOrchestraAreKilled() throws Exception {
        int scans = 12;
        try (Muster muster = ExamplesIT.muster("scan-orchestra")) {
            muster.write("muster.yml", CONFIG);
            muster.write("held.sh", HELD);
            muster.write(
                    "orchestra.yml",
                    muster.example("scan-orchestra/orchestra.yml")
                            .replace("command: ", "command: sh held.sh detection; "));
            muster.program("python3", "make.py", Integer.toString(scans));
            Process run = muster.start("run", "orchestra.yml");
            awaitWorking(muster, "orchestra-demo", "detection");
            killAgent(muster, "orchestra-demo");
            awaitWorking(muster, "orchestra-demo", "detection");
            kill(run);
            run = muster.start("run", "orchestra.yml");
            awaitWorking(muster, "orchestra-demo", "detection");
            killRedis(muster);
            muster.write("go", "");
            assertThat(end(muster, run, "orchestra.yml")).isZero();
            List<Path> made = ExamplesIT.outputs(muster);
            assertThat(made).as("four scans have ten tiles").hasSize(3 * scans + scans / 4 * 10);
            assertThat(ran(muster))
                    .containsAll(results(muster, "orchestra-demo").keySet());
            holds(muster, "orchestra-demo");

            Files.delete(muster.folder.resolve("go"));
            List<Path> lost = new ArrayList<>(made);
            Collections.shuffle(lost, new Random(5));
            for (Path file : lost.subList(0, made.size() / 3)) {
                Files.delete(file);
            }
            Process repair = muster.start("repair", "orchestra-demo");
            awaitWorking(muster, "orchestra-demo", "detection");
            kill(repair);
            muster.write("go", "");
            Ended again = muster.run("repair", "orchestra-demo");
            assertThat(again.exit()).as(again.err()).isZero();
            assertThat(ExamplesIT.outputs(muster)).isEqualTo(made);
            assertThat(results(muster, "orchestra-demo").values()).containsOnly("DONE");
            holds(muster, "orchestra-demo");
        }
    }

    private static void grow(Muster muster, int from, int to) {
        String program = muster.root.resolve("bin/muster").toString();
        muster.program("python3", "grow.py", program, Integer.toString(from), Integer.toString(to));
    }

    private static void awaitWorking(Muster muster, String campaign, String stage) {
        await().until(() -> {
            Ended status = muster.run("status", campaign, "--json");
            if (status.exit() != 0) {
                return false; // it has just begun
            }
            for (JsonNode each : status.json().path("stages")) {
                if (each.path("stage").asText().equals(stage)) {
                    return each.path("working").asInt() > 0;
                }
            }
            return false;
        });
    }

    private static void killAgent(Muster muster, String campaign) {
        JsonNode agent = muster.run("agents", campaign, "--json").jsonLines().stream()
                .filter(each -> each.path("running").asInt() > 0)
                .findFirst()
                .orElseThrow();
        ProcessHandle.of(agent.path("pid").asLong()).orElseThrow().destroyForcibly();
    }

    private static void killRedis(Muster muster) {
        long pid = muster.run("redis", "status", "--json").json().path("pid").asLong();
        ProcessHandle redis = ProcessHandle.of(pid).orElseThrow();
        redis.destroyForcibly();
        redis.onExit().join();
    }

    /** One that had just begun, and could not reach Redis while nobody had started it again, is said again. */
    private static int end(Muster muster, Process run, String what) throws InterruptedException {
        int exit = run.waitFor();
        return exit == 3 ? muster.run("run", what).exit() : exit;
    }

    private static void kill(Process process) throws InterruptedException {
        assertThat(process.isAlive()).isTrue();
        process.destroyForcibly().waitFor();
    }

    /** Id of each task that ended → how; each once. */
    private static Map<String, String> results(Muster muster, String campaign) {
        Map<String, String> ended = new TreeMap<>();
        for (JsonNode task : muster.run("results", campaign).jsonLines()) {
            assertThat(ended.put(task.path("id").asText(), task.path("state").asText()))
                    .isNull();
        }
        return ended;
    }

    private static List<String> ran(Muster muster) throws IOException {
        return Files.readAllLines(muster.folder.resolve("ran")).stream()
                .distinct()
                .toList();
    }

    private static void holds(Muster muster, String campaign) {
        Ended rollcall = muster.run("rollcall", campaign, "--deep");
        assertThat(rollcall.exit()).as(rollcall.out()).isZero();
    }
}
