package org.musterhpc.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.musterhpc.testkit.RedisServer;

/** A small run of the benchmark, so that it cannot rot; its figures mean nothing. */
class QueueBenchIT {

    @Test
    void benchmarkPrintsItsTable() {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        try (RedisServer server = RedisServer.start()) {
            QueueBench.run(server.url(), 4_000, new PrintStream(table, true, StandardCharsets.UTF_8));
        }
        String text = table.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("push", "bytes of Redis' memory a task", "claim and finish, 64 a round trip");
    }
}
