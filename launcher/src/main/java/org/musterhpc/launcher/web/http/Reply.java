package org.musterhpc.launcher.web.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Json;

/** What a request is answered. */
public sealed interface Reply {
    /** An answer that is there as a whole. */
    @SuppressWarnings("ArrayRecordComponent") // it is sent as it is; nobody compares answers
    record Whole(int status, String type, byte[] body, Map<String, String> headers) implements Reply {}

    /** Events of a campaign, as long as somebody listens. */
    record Events(String campaign) implements Reply {}

    static Whole of(int status, String type, String body) {
        return new Whole(status, type, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** As a command with {@code --json} prints it, byte for byte. */
    static Whole json(JsonNode object) {
        return json(200, object);
    }

    static Whole json(int status, JsonNode object) {
        return of(status, "application/json", Harmless.json(object.toString()) + "\n");
    }

    static Whole refused(HttpRefusal why) {
        return json(why.status(), Json.object().put("error", why.getMessage()).put("advice", why.advice()));
    }

    static Whole elsewhere(String path, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Location", path);
        return new Whole(303, "text/plain; charset=utf-8", new byte[0], all);
    }
}
