package org.musterhpc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority, a second that signed nothing, and what the first signed: a server's certificate for {@code localhost}, not
 * for {@code 127.0.0.1}, and one for clients. All made by {@code openssl}.
 */
public final class TlsFiles implements AutoCloseable {
    private final Path folder;

    private TlsFiles(Path folder) throws IOException {
        this.folder = folder;
        authority("ca");
        authority("other");
        certificate("server", "subjectAltName=DNS:localhost");
        certificate("client", "extendedKeyUsage=clientAuth");
    }

    public static TlsFiles make() {
        try {
            return new TlsFiles(Files.createTempDirectory("muster-tls"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lines of the configuration of a server that is reached by TLS.
     *
     * @param clients {@code no}, or {@code yes}: they have to show a certificate
     */
    List<String> settings(int port, String clients) {
        return List.of(
                "tls-port " + port,
                "tls-cert-file " + file("server.pem"),
                "tls-key-file " + file("server.key"),
                "tls-ca-cert-file " + file("ca.pem"),
                "tls-auth-clients " + clients);
    }

    private void authority(String name) {
        openssl(
                name,
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=NAME -keyout NAME.key"
                        + " -out NAME.pem");
    }

    private void certificate(String name, String extension) throws IOException {
        Files.writeString(file(name + ".ext"), extension + "\n");
        openssl(name, "req -newkey rsa:2048 -nodes -subj /CN=NAME -keyout NAME.key -out NAME.csr");
        openssl(
                name,
                "x509 -req -days 2 -in NAME.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile NAME.ext -out NAME.pem");
    }

    private void openssl(String name, String arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.replace("NAME", name).split(" ", -1)));
        try {
            Process openssl = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (openssl.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code ca.pem} signed the server's certificate and {@code client.pem}, {@code other.pem} did not; also {@code client.key}. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
