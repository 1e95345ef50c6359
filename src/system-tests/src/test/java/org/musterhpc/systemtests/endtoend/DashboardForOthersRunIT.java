package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.systemtests.endtoend.Muster.Running;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.TlsFiles;

/** The page for a group: by TLS alone, who knows the password looks, and acts from the page. */
class DashboardForOthersRunIT {
    private static final String PASSWORD = "our grüup's page";

    private final TlsFiles files = TlsFiles.make();
    private final Muster muster = new Muster();
    private HttpClient client;
    private Running page;
    private String root;
    private int port;

    @BeforeEach
    void clientThatKnowsTheAuthority() throws Exception {
        client = trusting("ca.pem");
        secret("page.pw", PASSWORD + "\n");
    }

    @AfterEach
    void close() {
        if (page != null) {
            page.process().destroy();
        }
        muster.close();
        files.close();
    }

    private Path secret(String name, String text) throws IOException {
        return Files.setPosixFilePermissions(muster.write(name, text), PosixFilePermissions.fromString("rw-------"));
    }

    private HttpClient trusting(String authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(files.file(authority))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private void serve(String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "dashboard",
                "--listen",
                "0.0.0.0",
                "--tls-cert",
                files.file("server.pem").toString(),
                "--tls-key",
                files.file("server.key").toString(),
                "--password-file",
                "page.pw"));
        words.addAll(List.of(more));
        page = muster.begin(words.toArray(String[]::new));
        await().atMost(Ceiling.TIME).until(() -> Files.readString(page.out()).endsWith("\n"));
        String address = Files.readString(page.out()).strip();
        assertThat(address).as("one line: nobody needs a tunnel").matches("https://localhost:\\d+/\\?token=\\S{43}");
        root = address.replaceFirst("/\\?.*", "");
        port = URI.create(root).getPort();
    }

    private HttpResponse<String> send(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("any:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoKnowsThePasswordEntersByTlsAlone() throws Exception {
        muster.write("one.yml", "command: echo {{n}}\ntasks: {range: 1-1}\n");
        assertThat(muster.run("run", "one.yml").exit()).isZero();
        serve();

        assertThat(send("/", null).statusCode()).isEqualTo(401);
        assertThat(send("/", null).body()).contains("type=\"password\"").doesNotContain("one");
        assertThat(send("/api/v1/campaigns", null).statusCode()).isEqualTo(401);
        assertThat(send("/api/v1/campaigns", null, "Authorization", basic("a guess"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send("/login", "password=a+guess").statusCode()).isEqualTo(401);
        assertThat(send("/login", "password=").headers().map()).doesNotContainKey("set-cookie");
        assertThat(send("/api/v1/campaigns/one", null, "Authorization", basic(PASSWORD))
                        .body())
                .isEqualTo(muster.run("status", "one", "--json").out());

        HttpResponse<String> entered = send("/login", "password=our+gr%C3%BCup%27s+page");
        String cookie = entered.headers().firstValue("set-cookie").orElse("");
        assertThat(cookie)
                .contains("; HttpOnly", "; SameSite=Strict", "; Secure")
                .doesNotContain(PASSWORD);
        actsFromThePageAlone(cookie.replaceFirst(";.*", ""));

        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            plain.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(read(plain)).as("nothing is said in the clear").doesNotContain("HTTP/1");
        }
        client = trusting("other.pem");
        assertThatThrownBy(() -> send("/", null)).isInstanceOf(SSLHandshakeException.class);
        assertThat(Files.readString(page.err()))
                .contains("others enter by the password")
                .doesNotContain(PASSWORD);
    }

    /** A cookie is sent whoever makes the browser ask: only a page of ours can read what has to come with it. */
    private void actsFromThePageAlone(String cookie) throws Exception {
        String pause = "/api/v1/campaigns/one/pause";
        HttpResponse<String> session = send("/api/v1/session", null, "Cookie", cookie);
        String guard = session.headers().firstValue("muster-guard").orElse("");
        assertThat(session.statusCode()).isEqualTo(200);
        assertThat(send(pause, "{}").statusCode()).isEqualTo(401);
        assertThat(send(pause, "{}", "Cookie", cookie).statusCode()).isEqualTo(403);
        assertThat(send(pause, "{}", "Cookie", cookie, "Muster-Guard", guard, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(paused()).isFalse();
        assertThat(send(pause, "{}", "Cookie", cookie, "Muster-Guard", guard, "Origin", root)
                        .statusCode())
                .isEqualTo(200);
        assertThat(paused()).isTrue();
    }

    private boolean paused() {
        return muster.run("status", "one", "--json").json().path("paused").asBoolean();
    }

    private static String read(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    @Test
    void pageForLookingOnlyTakesNoActOfWhoKnowsThePassword() throws Exception {
        serve("--read-only");
        assertThat(send("/api/v1/campaigns", null, "Authorization", basic(PASSWORD))
                        .body())
                .isEqualTo("[]\n");
        assertThat(send("/api/v1/campaigns/one/pause", "{}", "Authorization", basic(PASSWORD))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void keyOfAnotherCertificateIsRefused() {
        Ended refused = muster.run(
                "dashboard",
                "--tls-cert",
                files.file("server.pem").toString(),
                "--tls-key",
                files.file("client.key").toString());
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("is not the key of the certificate").contains("→ give ");
    }
}
