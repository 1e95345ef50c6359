package org.musterhpc.queue.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.redis.connect.ServerProbe.Answer;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.Ports;

/** Against a real server with a password. */
class ServerProbeIT {
    @TempDir
    Path temp;

    private Process server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = Ports.free();
        server = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        "" + port,
                        "--bind",
                        "127.0.0.1",
                        "--requirepass",
                        "secret",
                        "--save",
                        "")
                .directory(temp.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().until(() -> ServerProbe.knock(at("secret"), Ceiling.TIME) == Answer.UP);
    }

    @AfterEach
    void end() throws Exception {
        server.destroyForcibly().waitFor();
    }

    @Test
    void strangersAndWrongPasswordsAreDenied() {
        assertThat(ServerProbe.knock(at("wrong"), Ceiling.TIME)).isEqualTo(Answer.DENIED);
        assertThat(ServerProbe.knock(at(null), Ceiling.TIME)).isEqualTo(Answer.DENIED);
        assertThatThrownBy(() -> ServerProbe.open(at("wrong"), Ceiling.TIME))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("redis://127.0.0.1:" + port)
                .hasMessageNotContaining("wrong");
    }

    @Test
    void serverTellsAboutItself() {
        try (ServerProbe probe = ServerProbe.open(at("secret"), Ceiling.TIME)) {
            assertThat(probe.info()).containsEntry("process_id", Long.toString(server.pid()));
            assertThat(probe.setting("maxmemory-policy")).contains("noeviction");
            assertThat(probe.setting("no-such-setting")).isEmpty();
            Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            assertThat(probe.time()).isBetween(before, Instant.now());
        }
    }

    @Test
    void serverThatIsShutDownIsGone() throws Exception {
        try (ServerProbe probe = ServerProbe.open(at("secret"), Ceiling.TIME)) {
            probe.shutdown();
        }
        assertThat(server.waitFor()).isZero();
        assertThat(ServerProbe.knock(at("secret"), Ceiling.TIME)).isEqualTo(Answer.NOBODY);
    }

    @Test
    void listenerThatSaysNothingIsSilent() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            RedisAddress there =
                    new RedisAddress("redis://127.0.0.1:" + mute.getLocalPort(), null, "s", null, "muster:");
            assertThat(ServerProbe.knock(there, Duration.ofMillis(100))).isEqualTo(Answer.SILENT);
        }
    }

    private RedisAddress at(String password) {
        return new RedisAddress("redis://127.0.0.1:" + port, null, password, null, "muster:");
    }
}
