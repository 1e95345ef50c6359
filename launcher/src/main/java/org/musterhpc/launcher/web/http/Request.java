package org.musterhpc.launcher.web.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.queue.model.codec.ExactJson;

/**
 * A request, taken apart.
 *
 * @param path its parts between slashes, decoded one by one: a slash in a name is no slash of the path
 * @param query of a name that stands there twice, the last
 */
public record Request(HttpExchange exchange, String method, List<String> path, Map<String, String> query) {
    private static final int MOST_BODY = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static Request of(HttpExchange exchange) {
        String raw = exchange.getRequestURI().getRawPath();
        List<String> path = new ArrayList<>();
        for (String part : (raw == null ? "" : raw).split("/", -1)) {
            path.add(decoded(part.replace("+", "%2B")));
        }
        // Before the first slash there is nothing.
        return new Request(
                exchange,
                exchange.getRequestMethod(),
                path.subList(Math.min(1, path.size()), path.size()),
                pairs(exchange.getRequestURI().getRawQuery()));
    }

    private static Map<String, String> pairs(@Nullable String text) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : (text == null ? "" : text).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw HttpRefusal.wrong("the address has a % that stands for no character", "write %25 for a %");
        }
    }

    /** Whether it is for a program: then refusals are JSON. */
    public boolean forPrograms() {
        return path.size() > 1 && path.get(0).equals("api");
    }

    public boolean changes() {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    @Nullable
    public String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    public String query(String name, String otherwise) {
        return query.getOrDefault(name, otherwise);
    }

    /** A number in the address, brought between two others. */
    public long number(String name, long otherwise, long least, long most) {
        String text = query.get(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("-?\\d{1,18}")) {
            throw HttpRefusal.wrong(name + ": '" + text + "' is no number", "write digits");
        }
        return Math.max(least, Math.min(most, Long.parseLong(text)));
    }

    /** What a form sent. */
    public Map<String, String> form() {
        return pairs(body());
    }

    /** The object that was sent; empty where nothing was. */
    public ObjectNode json() {
        String text = body();
        if (text.isBlank()) {
            return Json.object();
        }
        try {
            JsonNode sent = JSON.readTree(text);
            if (sent instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw HttpRefusal.wrong("what was sent is no JSON: " + ExactJson.fault(e), "send an object, or nothing");
        }
        throw HttpRefusal.wrong("what was sent is no JSON object", "send an object, or nothing");
    }

    private String body() {
        try {
            byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
            if (bytes.length > MOST_BODY) {
                throw new HttpRefusal(413, "more than " + MOST_BODY + " bytes were sent", "name fewer tasks at once");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
