package org.musterhpc.launcher.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.LiveTree;

/** A headless Chromium with one page, spoken to by its own protocol. */
final class Browser implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path profile;
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

    /** What it asked servers for. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** What went wrong in scripts, or was kept from loading. */
    final List<String> problems = new CopyOnWriteArrayList<>();

    Browser(Path profile) throws IOException, InterruptedException {
        this.profile = profile;
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path told = profile.resolve("DevToolsActivePort");
        Awaitility.await()
                .atMost(Ceiling.TIME)
                .until(() -> Files.exists(told) && Files.readAllLines(told).size() > 1);
        HttpClient client = HttpClient.newHttpClient();
        URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(told).get(0) + "/json");
        // It may answer before it has its page.
        String page = Awaitility.await().atMost(Ceiling.TIME).until(() -> page(client, list), each -> !each.isEmpty());
        socket = client.newWebSocketBuilder()
                .connectTimeout(Duration.ofMinutes(1))
                .buildAsync(URI.create(page), new Ear())
                .join();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            tell(domain + ".enable", "{}");
        }
    }

    private static String page(HttpClient client, URI list) throws IOException, InterruptedException {
        String pages = client.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode each : JSON.readTree(pages)) {
            if (each.path("type").asText().equals("page")) {
                return each.path("webSocketDebuggerUrl").asText();
            }
        }
        return "";
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    hear(JSON.readTree(text.toString()));
                } catch (JsonProcessingException e) {
                    problems.add(e.toString());
                }
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    private void hear(JsonNode message) {
        switch (message.path("method").asText()) {
            case "Network.requestWillBeSent" ->
                requests.add(message.at("/params/request/url").asText());
            case "Runtime.exceptionThrown", "Log.entryAdded" ->
                problems.add(message.path("params").toString());
            default -> {
                CompletableFuture<JsonNode> answer =
                        asked.remove(message.path("id").asInt());
                if (answer != null) {
                    answer.complete(message.path("result"));
                }
            }
        }
    }

    private JsonNode tell(String method, String params) {
        try {
            int id = number.incrementAndGet();
            ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
            message.set("params", JSON.readTree(params));
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            asked.put(id, answer);
            socket.sendText(message.toString(), true).join();
            return answer.orTimeout(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS).join();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void open(String address) {
        tell("Page.navigate", JSON.createObjectNode().put("url", address).toString());
    }

    /** Of a screen: a telephone's is narrow. */
    void width(int pixels) {
        tell(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + pixels + ",\"height\":800,\"deviceScaleFactor\":1,\"mobile\":" + (pixels < 640) + "}");
    }

    /** What somebody prefers: light or dark. */
    void scheme(String word) {
        tell(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + word + "\"}]}");
    }

    /** A picture of what is seen, as PNG. */
    byte[] picture() {
        return Base64.getDecoder()
                .decode(tell("Page.captureScreenshot", "{}").at("/data").asText());
    }

    /** Runs a script there, which is kept from it by no content policy. */
    void run(String script) {
        tell(
                "Runtime.evaluate",
                JSON.createObjectNode().put("expression", script).toString());
    }

    /** What an expression is there, as text. */
    String ask(String expression) {
        String params = JSON.createObjectNode()
                .put("expression", "String(" + expression + ")")
                .toString();
        return tell("Runtime.evaluate", params).at("/result/value").asText();
    }

    /** Waits until an expression is true there. */
    void await(String expression) {
        Awaitility.await(expression)
                .atMost(Ceiling.TIME)
                .until(() -> ask(expression).equals("true"));
    }

    /** With the processes that it has made: each of them may be writing into the profile. */
    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> made = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        made.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().until(() -> {
            LiveTree.remove(profile);
            return Files.notExists(profile);
        });
    }
}
