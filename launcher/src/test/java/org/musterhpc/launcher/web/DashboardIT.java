package org.musterhpc.launcher.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.web.Scene.Answer;
import org.musterhpc.testkit.SharedRedis;

/** Who may look and who may act, on a real Redis and by HTTP. */
class DashboardIT {
    private static final String[] NOTHING = {};

    @TempDir
    Path folder;

    private Scene scene;
    private Dashboard page;
    private String campaign;
    private String[] bearer;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(
                        SharedRedis.url(), "web-" + UUID.randomUUID().toString().substring(0, 8), folder)
                .with(40);
        campaign = "/api/v1/campaigns/" + scene.name;
        serve(false);
    }

    private void serve(boolean readOnly) {
        page = scene.serve(readOnly);
        bearer = new String[] {"Authorization", "Bearer " + token()};
    }

    private String token() {
        return page.url().replaceFirst(".*token=", "");
    }

    @AfterEach
    void close() {
        page.close();
        scene.close();
    }

    private Answer look(String path) {
        return scene.get(page, campaign + path, bearer);
    }

    @Test
    void nothingIsShownWithoutTheToken() {
        for (String path : List.of(
                "/",
                "/?token=wrong",
                "/assets/page.js",
                "/api/v1/campaigns",
                "/api/v1/openapi.json",
                "/nothing",
                "/api/v1/campaigns?token=wrong",
                "/login",
                "/metrics")) {
            for (String[] shown : List.of(
                    NOTHING,
                    new String[] {"Authorization", "Bearer wrong"},
                    new String[] {"Authorization", "Basic eDp4"},
                    new String[] {"Cookie", "muster_" + page.port() + "=wrong"})) {
                Answer answer = scene.get(page, path, shown);
                assertThat(answer.status()).as(path).isEqualTo(401);
                assertThat(answer.body()).doesNotContain(scene.name);
            }
        }
        assertThat(scene.post(page, campaign + "/pause", "").status()).isEqualTo(401);
        assertThat(scene.app.view().overview(scene.name).paused()).isFalse();
    }

    @Test
    void tokenOpensThePageAndACookieKeepsItOpen() {
        Answer first = scene.get(page, "/?token=" + token());
        assertThat(first.status()).isEqualTo(303);
        assertThat(first.header("Location")).isEqualTo("/");
        assertThat(first.header("Set-Cookie"))
                .contains("; HttpOnly; SameSite=Strict")
                .doesNotContain(token());
        String cookie = first.header("Set-Cookie").replaceFirst(";.*", "");
        Answer shown = scene.get(page, "/", "Cookie", "other=1; " + cookie);
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .doesNotContain("unsafe", "http");
        assertThat(shown.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(scene.get(page, "/api/v1/campaigns?token=" + token()).status())
                .isEqualTo(200);
    }

    @Test
    void whoHasOnlyTheCookieActsOnlyFromThePage() {
        String cookie =
                scene.get(page, "/?token=" + token()).header("Set-Cookie").replaceFirst(";.*", "");
        String guard = scene.get(page, "/api/v1/session", "Cookie", cookie).header("Muster-Guard");
        assertThat(guard).isNotEmpty();
        assertThat(look("").header("Muster-Guard")).isEmpty();
        String pause = campaign + "/pause";
        assertThat(scene.post(page, pause, "", "Cookie", cookie).status()).isEqualTo(403);
        assertThat(scene.post(page, pause, "", "Cookie", cookie, "Muster-Guard", "x")
                        .status())
                .isEqualTo(403);
        assertThat(scene.post(page, pause, "", "Cookie", cookie, "Muster-Guard", guard, "Origin", "http://evil.org")
                        .status())
                .isEqualTo(403);
        assertThat(scene.app.view().overview(scene.name).paused()).isFalse();
        assertThat(scene.post(page, pause, "", "Cookie", cookie, "Muster-Guard", guard)
                        .json()
                        .path("paused")
                        .asBoolean())
                .isTrue();
        assertThat(scene.app.view().overview(scene.name).paused()).isTrue();
        assertThat(look("").json().path("paused").asBoolean())
                .as("who acts sees at once what came of it")
                .isTrue();
    }

    @Test
    void anotherNameOfThisMachineIsNotServed() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.port())) {
            socket.getOutputStream()
                    .write(("GET /api/v1/campaigns?token=" + token()
                                    + " HTTP/1.1\r\nHost: evil.org\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 421 ").doesNotContain(scene.name);
        }
    }

    @Test
    void whoSendsHalfARequestKeepsNobodyWaiting() throws IOException {
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.port());
                stalled.add(socket);
                socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(look("").status()).isEqualTo(200);
            Socket first = stalled.get(0);
            first.setSoTimeout(1);
            assertThatThrownBy(() -> first.getInputStream().read())
                    .as("it has not been let go: who came later did not wait for that")
                    .isInstanceOf(SocketTimeoutException.class);
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    @Test
    void pageForLookingOnlyChangesNothing() {
        page.close();
        serve(true);
        for (String word : List.of("pause", "resume", "cancel", "retry", "scale")) {
            Answer answer = scene.post(page, campaign + "/" + word, "{}", bearer);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().path("error").asText()).isEqualTo("this page is for looking only");
        }
        assertThat(look("").json().at("/total/cancelled").asInt()).isZero();
        assertThat(scene.get(page, "/api/v1/session", bearer)
                        .json()
                        .path("read_only")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void tasksComeAPartAtATime() {
        List<String> ids = new ArrayList<>();
        String next = "";
        do {
            JsonNode part = look("/tasks?limit=7&after=" + next).json();
            assertThat(part.path("tasks").size()).isBetween(1, 7);
            part.path("tasks").forEach(task -> ids.add(task.path("id").asText()));
            next = part.path("next").asText("");
        } while (!next.isEmpty() && !next.equals("null"));
        assertThat(ids).hasSize(40).doesNotHaveDuplicates();
        JsonNode dead = look("/tasks?outcome=exit&stage=main").json().path("tasks");
        assertThat(dead.findValuesAsText("id")).containsExactlyInAnyOrder("main/000002", "main/000003");
        assertThat(look("/tasks?state=WORKING").json().path("tasks").size()).isEqualTo(1);
        assertThat(look("/tasks?where=n%3D9").json().path("tasks").findValuesAsText("id"))
                .containsExactly("main/000009");
        assertThat(look("/tasks?from=30&limit=3").json().path("tasks").findValuesAsText("id"))
                .containsExactly("main/000035", "main/000036", "main/000037");
        assertThat(look("/tasks?state=PENDING&from=35").json().path("tasks").findValuesAsText("id"))
                .containsExactly("main/000040");
        assertThat(look("/tasks?from=39").json().path("tasks").size()).isEqualTo(1);
        assertThat(look("/tasks?from=40").json().path("tasks").size()).isZero();
        for (String wrong : List.of(
                "state=X",
                "stage=x",
                "after=x",
                "limit=x",
                "where=x",
                "after=0.4.9",
                "from=x",
                "from=1&where=n%3D9",
                "from=1&after=0.0.")) {
            assertThat(look("/tasks?" + wrong).status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void outputIsShownFromAnyByteAndNoFileOfOthers() throws IOException {
        Answer log = look("/tasks/main%2F000003/log?offset=4");
        assertThat(log.body()).isEqualTo("<b>2</b>\n");
        assertThat(log.header("Muster-Log-Length")).isEqualTo("13");
        assertThat(log.header("Muster-Log-Offset")).isEqualTo("4");
        assertThat(log.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(look("/tasks/main/000003/log?offset=-5").body()).isEqualTo("</b>\n");
        assertThat(look("/tasks/main/000003/log?offset=99&limit=3").body()).isEmpty();
        assertThat(look("/tasks/main/000009/log").header("Muster-Log-Note")).isEqualTo("main/000009 has not run yet");
        assertThat(look("/tasks/main/999999/log").status()).isEqualTo(404);
        assertThat(look("/failures").json().at("/groups/0/last_line").asText()).startsWith("bad <b>");
        assertThat(look("/failures").json().at("/groups/0/count").asInt())
                .as("they differ by a number")
                .isEqualTo(2);
        Path log0 = scene.app.here().home().logs(scene.name).resolve("a1/slot-0.log");
        Files.delete(log0);
        Files.createSymbolicLink(log0, Files.writeString(folder.resolve("secret"), "a secret of the owner\n"));
        assertThat(look("/tasks/main/000001/log").body()).doesNotContain("secret of");
        assertThat(look("/tasks/..%2F..%2Fsecret/log").status()).isEqualTo(404);
        assertThat(scene.get(page, "/assets/..%2F..%2Fsecret", bearer).status()).isEqualTo(404);
    }

    @Test
    void actionsDoWhatTheirCommandsDo() {
        assertThat(scene.post(page, campaign + "/retry", "{\"outcome\":\"EXIT\",\"ids\":[\"main/000002\"]}", bearer)
                        .json()
                        .path("requeued")
                        .asInt())
                .isEqualTo(1);
        assertThat(scene.post(page, campaign + "/cancel", "{\"ids\":[\"main/000004\",\"main/000005\"]}", bearer)
                        .json()
                        .path("cancelled")
                        .asInt())
                .isEqualTo(2);
        for (String wrong :
                List.of("[]", "{\"stages\":1}", "{\"ids\":[7]}", "{\"state\":\"X\"}", "{", "{\"where\":[\"x\"]}")) {
            assertThat(scene.post(page, campaign + "/cancel", wrong, bearer).status())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(scene.post(page, campaign + "/scale", "{\"cluster\":\"x\",\"elements\":\"1\"}", bearer)
                        .status())
                .isEqualTo(400);
        assertThat(scene.post(page, campaign + "/pause", "x".repeat(70_000), bearer)
                        .status())
                .isEqualTo(413);
        assertThat(scene.get(page, campaign + "/pause", bearer).status()).isEqualTo(405);
        assertThat(scene.get(page, "/api/v1/campaigns/none", bearer).status()).isEqualTo(404);
        assertThat(scene.get(page, "/api/v1/campaigns/..%2Fnone", bearer).status())
                .isEqualTo(404);
    }
}
