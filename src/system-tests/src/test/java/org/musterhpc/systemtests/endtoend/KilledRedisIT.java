package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** {@code kill -9} of the embedded Redis in the middle of a run: it comes back on its data, and the run goes on. */
class KilledRedisIT {

    @Test
    void runGoesOnAfterItsRedisWasKilledAndNoTaskRunsTwice() throws IOException, InterruptedException {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", "agent: {slots: 4}\n");
            muster.write("revive.yml", """
                    command: echo {{n}} >> ran.log; [ {{n}} -lt 100 ] || until [ -e go ]; do sleep 0.1; done
                    tasks: {range: 1-200}
                    walltime: 1m
                    """);
            Process run = muster.start("run", "revive.yml");
            // All slots wait, and it has written down what has ended: else that would run again.
            await().until(() ->
                    KilledAgentIT.lines(muster.folder.resolve("ran.log")).size() == 99 + 4);
            await().until(() -> {
                JsonNode total = muster.run("status", "revive", "--json").json().path("total");
                return total.path("done").asInt() == 99 && total.path("working").asInt() == 4;
            });
            RedisCli.of(muster).awaitWritten();
            JsonNode server = muster.run("redis", "status", "--json").json();
            ProcessHandle redis = ProcessHandle.of(server.path("pid").asLong()).orElseThrow();
            redis.destroyForcibly();
            redis.onExit().join();
            muster.write("go", "");
            assertThat(run.waitFor()).isZero();

            Ended rollcall = muster.run("rollcall", "revive", "--deep");
            assertThat(rollcall.exit()).as(rollcall.out()).isZero();
            List<JsonNode> results = muster.run("results", "revive", "--json").jsonLines();
            assertThat(results)
                    .hasSize(200)
                    .allMatch(result -> result.path("state").asText().equals("DONE"));
            long attempts = results.stream()
                    .mapToLong(result -> result.path("attempt").asLong())
                    .sum();
            assertThat((long)
                            Files.readAllLines(muster.folder.resolve("ran.log")).size())
                    .isEqualTo(attempts);
            assertThat(attempts).isEqualTo(200);
        }
    }
}
