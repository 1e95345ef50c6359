package org.musterhpc.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.AgentMain;
import org.musterhpc.agent.allocation.Allocation;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.JavaProgram;
import org.musterhpc.testkit.RedisServer;

class ProbeIT {
    private static final String SECRET = "s3cret-word";

    @TempDir
    Path folder;

    private Probe.Seen probe(String url, @Nullable Path write, Allocation allocation) throws IOException {
        Path file = folder.resolve("connection");
        ConnectionFile.write(file, new RedisAddress(url, null, SECRET, null, RedisAddress.DEFAULT_PREFIX), null);
        return new Probe(file, write, allocation, "n1", () -> Instant.ofEpochMilli(1_234_567), System::nanoTime).run();
    }

    private static JsonNode json(Probe.Seen seen) throws IOException {
        assertThat(seen.line()).doesNotContain("\n", SECRET);
        return JsonMapper.builder().build().readTree(seen.line());
    }

    @Test
    void redisThatAnswersIsTimed() throws IOException {
        try (RedisServer server = RedisServer.start("requirepass " + SECRET)) {
            Probe.Seen seen = probe(server.url(), folder, new Allocation("13[4].vm", null, 4, 1_700_000_000L, null));
            JsonNode json = json(seen);

            assertThat(seen.answered()).isTrue();
            assertThat(json.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "host",
                            "java",
                            "redis",
                            "redis_time",
                            "node_time",
                            "latency_ms",
                            "writable",
                            "allocation",
                            "cpus",
                            "ends");
            assertThat(json.path("host").asText()).isEqualTo("n1");
            assertThat(json.path("redis").asText()).isEqualTo("ok");
            assertThat(json.path("redis_time").asLong()).isGreaterThan(1_600_000_000_000L);
            assertThat(json.path("node_time").asLong()).isEqualTo(1_234_567);
            assertThat(json.path("latency_ms").asDouble()).isPositive();
            assertThat(json.path("writable").asBoolean()).isTrue();
            assertThat(json.path("allocation").asText()).isEqualTo("13[4].vm");
            assertThat(json.path("cpus").asInt()).isEqualTo(4);
            assertThat(json.path("ends").asLong()).isEqualTo(1_700_000_000_000L);
        }
        assertThat(folder)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith(".probe"));
    }

    /** An agent starts in a third of a second; a provider of TLS alone would take that again. */
    @Test
    void nothingOfTlsAndClustersIsLoadedWhereTheyAreNotUsed() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            Path file = folder.resolve("connection");
            ConnectionFile.write(
                    file, new RedisAddress(server.url(), null, null, null, RedisAddress.DEFAULT_PREFIX), null);
            Path loaded = folder.resolve("loaded");
            Process agent = new ProcessBuilder(JavaProgram.command(
                            List.of("-Xlog:class+load:file=" + loaded),
                            AgentMain.class,
                            "--probe",
                            "--connection",
                            file.toString()))
                    .inheritIO()
                    .start();
            assertThat(agent.waitFor()).isZero();
            assertThat(Files.readString(loaded))
                    .contains("redis.clients.jedis.Jedis ")
                    .doesNotContain("sun.security.ssl", "javax.net.ssl.SSLContext ", "queue.redis.Tls ", "Sentinels ")
                    .doesNotContain("jedis.RedisClusterClient ", "JedisClusterInfoCache ");
        }
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        String gone;
        try (RedisServer server = RedisServer.start("requirepass other")) {
            gone = server.url();
            Probe.Seen refused = probe(server.url(), folder.resolve("gone"), new Allocation("", null, 1, null, null));

            assertThat(refused.answered()).isFalse();
            assertThat(json(refused).path("redis").asText()).contains("WRONGPASS");
            assertThat(json(refused).path("writable").asBoolean(true)).isFalse();
            assertThat(json(refused).path("allocation").isNull()).isTrue();
            assertThat(json(refused).path("ends").isNull()).isTrue();
        }
        Probe.Seen nobody = probe(gone, null, new Allocation("", null, 1, null, null));
        assertThat(nobody.answered()).isFalse();
        assertThat(json(nobody).path("redis").asText()).contains(gone);
        assertThat(json(nobody).path("writable").isNull()).isTrue();

        Files.delete(folder.resolve("connection"));
        Probe blind = new Probe(
                folder.resolve("connection"),
                null,
                new Allocation("", null, 1, null, null),
                "n1",
                () -> Instant.EPOCH,
                System::nanoTime);
        assertThat(json(blind.run()).path("redis").asText()).contains("connection");
    }
}
