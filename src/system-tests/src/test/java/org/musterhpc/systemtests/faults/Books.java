package org.musterhpc.systemtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Muster has recorded.
 *
 * @param results the lines of {@code muster results --json}
 * @param history id → attempts before the last one
 */
record Books(List<JsonNode> results, Map<String, List<JsonNode>> history) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Books of(List<JsonNode> results, Map<String, String> history) {
        Map<String, List<JsonNode>> attempts = new HashMap<>();
        history.forEach((id, text) -> attempts.put(id, list(text)));
        return new Books(results, attempts);
    }

    private static List<JsonNode> list(String attempts) {
        try {
            List<JsonNode> list = new ArrayList<>();
            JSON.readTree("[" + attempts + "]").forEach(list::add);
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All recorded attempts of a task, the last one at the end. */
    List<JsonNode> attempts(JsonNode result) {
        List<JsonNode> all =
                new ArrayList<>(history.getOrDefault(result.path("id").asText(), List.of()));
        all.add(result);
        return all;
    }
}
