package org.musterhpc.queue.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress.Identity;
import org.musterhpc.testkit.TlsServer;

/** A server with certificates of a private authority: the right ones are taken, and there is no way round the wrong ones. */
class TlsIT {
    private static TlsServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = TlsServer.start("no");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void certificateOfTheNamedAuthorityIsTaken() throws Exception {
        RedisAddress address = address(server, server.url(), "ca.pem", null);
        Path file = folder.resolve("connection");
        ConnectionFile.write(file, address, null);
        try (Queues queues = Queues.connect(ConnectionFile.read(file))) {
            assertThat(queues.view().campaigns()).isEmpty();
            assertThat(queues.servers())
                    .singleElement()
                    .satisfies(facts -> assertThat(facts.anybody()).isTrue());
        }
    }

    @Test
    void certificateOfAnotherAuthorityIsRefusedWithWhatToDo() {
        assertThat(refusal(address(server, server.url(), "other.pem", null)))
                .hasMessage("the certificate of Redis at " + server.url() + " is signed by none in "
                        + server.file("other.pem"))
                .extracting(QueueUnavailableException::advice)
                .asString()
                .contains("redis: {ca: FILE}");
        assertThat(refusal(address(server, server.url(), null, null)))
                .hasMessageContaining("is signed by no authority that Java knows");
    }

    @Test
    void certificateForAnotherHostIsRefused() {
        String url = server.url().replace("localhost", "127.0.0.1");
        assertThat(refusal(address(server, url, "ca.pem", null)))
                .hasMessageContaining("is not for that host")
                .extracting(QueueUnavailableException::advice)
                .asString()
                .contains("a host that the certificate names");
    }

    @Test
    void portWithoutTlsIsToldFromOneWith() {
        String url = "rediss://localhost:" + server.plain().port();
        assertThat(refusal(address(server, url, "ca.pem", null)))
                .hasMessageContaining("no answer from Redis at " + url)
                .extracting(QueueUnavailableException::advice)
                .asString()
                .contains("the port is one of TLS");
    }

    @Test
    void fileThatHoldsNoCertificateIsNamed() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        RedisAddress address = new RedisAddress(server.url(), null, null, empty.toString(), "muster:");
        assertThat(refusal(address)).hasMessageContaining(empty.toString());
    }

    @Test
    void serverThatAsksForACertificateGetsOurs() {
        try (TlsServer asking = TlsServer.start("yes")) {
            assertThat(refusal(address(asking, asking.url(), "ca.pem", null)))
                    .extracting(QueueUnavailableException::advice)
                    .asString()
                    .contains("cert: FILE, key: FILE");
            Identity own = new Identity(
                    asking.file("client.pem").toString(),
                    asking.file("client.key").toString());
            try (Queues queues = Queues.connect(address(asking, asking.url(), "ca.pem", own))) {
                assertThat(queues.servers())
                        .singleElement()
                        .satisfies(facts -> assertThat(facts.anybody()).isFalse());
            }
        }
    }

    private static RedisAddress address(TlsServer at, String url, @Nullable String ca, @Nullable Identity own) {
        return new RedisAddress(url, null, null, ca == null ? null : at.file(ca).toString(), "muster:", own);
    }

    private static QueueUnavailableException refusal(RedisAddress address) {
        return catchThrowableOfType(
                QueueUnavailableException.class, () -> Queues.connect(address).close());
    }
}
