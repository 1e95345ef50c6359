package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** {@code kill -9} of one of two agents in the middle of a run. */
class KilledAgentIT {
    @Test
    void tasksOfAKilledAgentRunElsewhere() throws IOException, InterruptedException {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", """
                    heartbeat: {interval: 500ms, lease: 30s}
                    agent: {slots: 3}
                    clusters: {local: {type: local, agents: 2}}
                    """);
            muster.write("crash.yml", """
                    command: "echo {{n}} >> ran.log; until test -e go; do sleep 0.1; done"
                    tasks: {range: 1-60}
                    walltime: 30m
                    """);
            Process run = muster.start("run", "crash.yml");
            await().until(() -> agents(muster).size() == 2
                    && agents(muster).stream()
                            .allMatch(agent -> agent.path("running").asInt() == 3));
            JsonNode victim = agents(muster).get(0);
            String name = victim.path("agent").asText();
            Instant killed = Instant.now();
            ProcessHandle.of(victim.path("pid").asLong()).orElseThrow().destroyForcibly();
            muster.write("go", "");
            assertThat(run.waitFor()).isZero();

            List<JsonNode> results = muster.run("results", "crash", "--json").jsonLines();
            assertThat(results)
                    .hasSize(60)
                    .allMatch(result -> result.path("state").asText().equals("DONE"));
            List<String> ran = Files.readAllLines(muster.folder.resolve("ran.log"));
            long attempts = results.stream()
                    .mapToLong(result -> result.path("attempt").asLong())
                    .sum();
            // What the agent had just claimed when it was killed may be lost before it has written a line.
            assertThat((long) ran.size()).isBetween(60L, attempts);
            assertThat(ran.stream().distinct()).hasSize(60);
            assertThat(attempts).isGreaterThan(60);
            Ended rollcall = muster.run("rollcall", "crash", "--deep");
            assertThat(rollcall.exit()).as(rollcall.out()).isZero();

            Duration slowest = results.stream()
                    .filter(result -> result.path("attempt").asInt() > 1)
                    .map(result -> Duration.between(killed, restarted(muster, result, name)))
                    .max(Duration::compareTo)
                    .orElseThrow();
            System.out.printf("recovery after kill -9: %d ms with a lease of 30 s%n", slowest.toMillis());
        }
    }

    private static Instant restarted(Muster muster, JsonNode result, String dead) {
        JsonNode task = muster.run("show", "crash", result.path("id").asText(), "--json")
                .json();
        List<JsonNode> history =
                StreamSupport.stream(task.path("history").spliterator(), false).toList();
        assertThat(history.get(0).path("outcome").asText()).isEqualTo("NODE_LOST");
        assertThat(history.get(0).path("agent").asText()).isEqualTo(dead);
        return Instant.parse(history.get(1).path("started").asText());
    }

    private static List<JsonNode> agents(Muster muster) {
        Ended agents = muster.run("agents", "crash", "--json");
        return agents.exit() == 0 ? agents.jsonLines() : List.of();
    }

    static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
