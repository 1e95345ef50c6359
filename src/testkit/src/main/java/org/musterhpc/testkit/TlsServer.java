package org.musterhpc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real Redis that is reached by TLS, with the certificates of {@link TlsFiles}. */
public final class TlsServer implements AutoCloseable {
    private final TlsFiles files = TlsFiles.make();
    private final RedisServer server;
    private final int port;

    private TlsServer(String clients, List<String> more) throws IOException {
        port = Ports.free();
        server = RedisServer.start(
                Stream.concat(files.settings(port, clients).stream(), more.stream())
                        .toList(),
                List.of());
    }

    /**
     * Starts it, and waits until it answers.
     *
     * @param clients {@code no}, or {@code yes}: they have to show a certificate
     */
    public static TlsServer start(String clients, String... more) {
        try {
            return new TlsServer(clients, List.of(more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** See {@link TlsFiles#file}. */
    public Path file(String name) {
        return files.file(name);
    }

    /** By the name that the certificate is for. */
    public String url() {
        return "rediss://localhost:" + port;
    }

    /** Of the same data, unencrypted. */
    public RedisServer plain() {
        return server;
    }

    @Override
    public void close() {
        server.close();
        files.close();
    }
}
