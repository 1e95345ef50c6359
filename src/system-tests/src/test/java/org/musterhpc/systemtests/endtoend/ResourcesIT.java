package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** What tasks take of their agent and of their campaign, with real agents. */
class ResourcesIT {
    /** Each task writes a line when it begins and one when it ends. */
    @Test
    void eightAgentsTogetherNeverExceedWhatACampaignHas() throws IOException {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", """
                    agent: {slots: 2}
                    clusters: {local: {type: local, agents: 8}}
                    """);
            muster.write("bounded.yml", """
                    limits: {database: 3}
                    stages:
                      one: {command: "echo + one >> log; HOLD; echo - one >> log", tasks: {range: 1-40}, resources: {database: 1}}
                      two: {command: "echo + two >> log; HOLD; echo - two >> log", tasks: {range: 1-20}, resources: {database: 2}}
                      few: {command: "echo + few >> log; HOLD; echo - few >> log", tasks: {range: 1-40}, max_running: 2}
                      any: {command: "true", tasks: {range: 1-40}}
                    """.replace("HOLD", "until [ -e go ]; do sleep 0.05; done; sleep 0.05"));
            Muster.Running begun = muster.begin("run", "bounded.yml");
            Path log = muster.folder.resolve("log");
            await("the limit is used").until(() -> database(running(KilledAgentIT.lines(log))) == 3);
            muster.write("go", "");
            Ended run = begun.end();
            assertThat(run.exit()).as(run.err()).isZero();
            List<String> lines = Files.readAllLines(log);
            for (int i = 1; i <= lines.size(); i++) {
                Map<String, Integer> running = running(lines.subList(0, i));
                assertThat(database(running)).as(running.toString()).isLessThanOrEqualTo(3);
                assertThat(running.getOrDefault("few", 0)).isLessThanOrEqualTo(2);
            }
            assertThat(running(lines).values()).containsOnly(0);
            Ended rollcall = muster.run("rollcall", "bounded", "--deep");
            assertThat(rollcall.exit()).as(rollcall.out()).isZero();
        }
    }

    /** How many tasks of each stage run after these lines. */
    private static Map<String, Integer> running(List<String> lines) {
        Map<String, Integer> running = new HashMap<>();
        lines.forEach(line -> running.merge(line.substring(2), line.startsWith("+") ? 1 : -1, Integer::sum));
        return running;
    }

    private static int database(Map<String, Integer> running) {
        return running.getOrDefault("one", 0) + 2 * running.getOrDefault("two", 0);
    }

    @Test
    void whatAKilledAgentHeldIsFreedWithItsLease() throws IOException, InterruptedException {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", """
                    heartbeat: {interval: 500ms, lease: 3s}
                    agent: {slots: 1}
                    clusters: {local: {type: local, agents: 2}}
                    """);
            muster.write("held.yml", """
                    limits: {licence: 1}
                    command: "echo {{n}} >> ran.log; until test -e go; do sleep 0.1; done"
                    tasks: {range: 1-3}
                    resources: {licence: 1}
                    """);
            Process run = muster.start("run", "held.yml");
            Path ran = muster.folder.resolve("ran.log");
            await().until(() -> !KilledAgentIT.lines(ran).isEmpty());
            String other = await().until(
                            () -> muster.run("tasks", "held", "--state", "PENDING", "--json").jsonLines().stream()
                                    .map(task -> task.path("id").asText())
                                    .findFirst()
                                    .orElse(""),
                            id -> !id.isEmpty());
            assertThat(muster.run("explain", "held", other).out())
                    .contains(
                            "it takes 1 of the campaign's limit licence, of which 1 of 1 are taken: stage main has 1");
            JsonNode holder = muster.run("agents", "held", "--json").jsonLines().stream()
                    .filter(agent -> agent.path("running").asInt() == 1)
                    .findFirst()
                    .orElseThrow();
            int before = KilledAgentIT.lines(ran).size();
            Instant killed = Instant.now();
            ProcessHandle.of(holder.path("pid").asLong()).orElseThrow().destroyForcibly();
            await().until(() -> KilledAgentIT.lines(ran).size() > before);
            System.out.printf(
                    "a limit that a killed agent held is free after %d ms with a lease of 3 s%n",
                    Duration.between(killed, Instant.now()).toMillis());
            muster.write("go", "");
            assertThat(run.waitFor()).isZero();
        }
    }

    @Test
    void gpusAreGivenByTheNumbersThatTheAllocationHas() throws IOException {
        try (Muster muster = new Muster()) {
            muster.variable("CUDA_VISIBLE_DEVICES", "4,7");
            muster.write("muster.yml", "agent: {slots: 4}\n");
            muster.write("gpus.yml", """
                    stages:
                      gpu:
                        command: "mkdir lock-$CUDA_VISIBLE_DEVICES && sleep 0.1 && rmdir lock-$CUDA_VISIBLE_DEVICES && echo $MUSTER_GPUS >> gpus"
                        tasks: {range: 1-12}
                        resources: {gpus: 1}
                      both: {command: "echo $CUDA_VISIBLE_DEVICES >> gpus", tasks: {range: 1-1}, resources: {gpus: 2}}
                      cpu: {command: "echo [$CUDA_VISIBLE_DEVICES] >> none", tasks: {range: 1-2}}
                    """);
            Ended run = muster.run("run", "gpus.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(Files.readAllLines(muster.folder.resolve("gpus")))
                    .hasSize(13)
                    .contains("4", "7", "4,7");
            assertThat(Files.readAllLines(muster.folder.resolve("none"))).containsOnly("[]");
        }
    }

    /** It lingers for less than the time between two. */
    @Test
    void anAgentStaysWhileTasksBeginOneAfterTheOther() {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", "agent: {slots: 4, linger: 500ms}\n");
            muster.write("paced.yml", "command: \"true\"\ntasks: {range: 1-4}\nrate: 40/min\n");
            Instant begun = Instant.now();
            Ended run = muster.run("run", "paced.yml");
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(4_500));
            assertThat(muster.run("results", "paced", "--json").jsonLines().stream()
                            .map(result -> result.path("agent").asText())
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void theExampleRuns() throws IOException {
        try (Muster muster = new Muster()) {
            muster.write("limits.yml", muster.example("limits.yml"));
            muster.write("limits-muster.yml", muster.example("limits-muster.yml"));
            Ended run = muster.run("run", "limits.yml", "--config", "limits-muster.yml");
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(muster.folder.resolve("solved-8.txt")).hasContent("8");
        }
    }

    @Test
    void whatCanNeverRunIsRefusedBeforeAnythingIsSent() {
        try (Muster muster = new Muster()) {
            muster.write("named.yml", "command: \"true\"\ntasks: {range: 1-4}\nresources: {licence: 2}\n");
            for (String command : List.of("verify", "submit", "run")) {
                Ended refused = muster.run(command, "named.yml");
                assertThat(refused.exit()).as(command).isEqualTo(2);
                assertThat(refused.err())
                        .contains("a task of stage main needs licence: 2, and agents have none of it")
                        .contains("agent: {resources: {licence: 2}}");
            }
            muster.write("many.yml", "command: \"true\"\ntasks: {range: 1-4}\nresources: {gpus: 99}\n");
            assertThat(muster.run("submit", "many.yml").err()).contains("needs 99 gpus, and this machine has");
            muster.write("muster.yml", "agent: {resources: {licence: 2}}\n");
            Ended run = muster.run("run", "named.yml");
            assertThat(run.exit()).as(run.err()).isZero();
        }
    }
}
