package org.musterhpc.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.musterhpc.testkit.RedisServer;

/** A small run of the load: its times mean nothing, that nothing is missing or refused does. */
class LoadBenchIT {

    @Test
    void nothingIsMissingOrRefused() throws InterruptedException {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        try (RedisServer server = RedisServer.start()) {
            LoadBench.Faults faults = LoadBench.run(
                    server.url(), new Swarm(100, 10, 20_000), new PrintStream(table, true, StandardCharsets.UTF_8));
            // Whoever comes late to so few tasks may find none.
            assertThat(faults)
                    .as(table.toString(StandardCharsets.UTF_8))
                    .isEqualTo(new LoadBench.Faults(faults.idle(), 0, 0, 0, 0));
        }
        assertThat(table.toString(StandardCharsets.UTF_8)).contains("an exchange, ms", "Redis");
    }

    /** A small flock: each task that comes is done by one that waited. */
    @Test
    void thoseThatWaitDoWhatComes() throws Exception {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        try (RedisServer server = RedisServer.start()) {
            int done = FlockBench.run(server.url(), 50, 1, 1_000, new PrintStream(table, true, StandardCharsets.UTF_8));
            assertThat(done).isEqualTo(1_050);
        }
        assertThat(table.toString(StandardCharsets.UTF_8)).contains("agents that wait", "pushed and begun", "at once");
    }

    /** A small pool that is idle, and one agent of another that is woken. */
    @Test
    void idleAgentOfAPoolIsWoken() throws Exception {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        try (RedisServer server = RedisServer.start()) {
            PoolBench.run(server.url(), 50, 1, 3, new PrintStream(table, true, StandardCharsets.UTF_8));
        }
        assertThat(table.toString(StandardCharsets.UTF_8)).contains("idle agents of a pool", "pushed and claimed");
    }

    /** A small pool of real agents does all that was pushed. */
    @Test
    void poolDoesAllOfEachCampaign() throws Exception {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        try (RedisServer server = RedisServer.start()) {
            long done = PoolShareBench.run(
                    server.url(),
                    new PoolShareBench.Load(4, 6, 10, 0.1),
                    Duration.ofMillis(100),
                    new PrintStream(table, true, StandardCharsets.UTF_8));
            assertThat(done).isEqualTo(60);
        }
        assertThat(table.toString(StandardCharsets.UTF_8))
                .contains("idle, with 6 campaigns", "served least", "all after");
    }
}
