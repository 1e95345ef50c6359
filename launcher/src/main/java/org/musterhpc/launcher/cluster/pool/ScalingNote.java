package org.musterhpc.launcher.cluster.pool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What whoever looks after a pool in arrays thought last.
 *
 * @param at when; Redis' time
 * @param by which program
 * @param goal how many agents there shall be
 * @param elements that run or wait
 * @param queued those that wait
 * @param tasks that wait or run
 * @param seconds one slot would take for them
 * @param reasons in sentences
 */
public record ScalingNote(
        Instant at, String by, int goal, int elements, int queued, long tasks, long seconds, List<String> reasons) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_REASONS = 50;

    public ScalingNote {
        reasons = List.copyOf(reasons);
    }

    public String encode() {
        ObjectNode json = JSON.createObjectNode();
        json.put("at", at.toEpochMilli()).put("by", by).put("goal", goal).put("elements", elements);
        json.put("queued", queued).put("tasks", tasks).put("seconds", seconds);
        ArrayNode all = json.putArray("reasons");
        reasons.forEach(all::add);
        return json.toString();
    }

    /** Empty: nobody has written anything, or somebody else has. */
    public static Optional<ScalingNote> decode(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json == null
                    || !json.path("at").canConvertToLong()
                    || !json.path("at").isIntegralNumber()) {
                return Optional.empty();
            }
            List<String> reasons = new ArrayList<>();
            for (JsonNode reason : json.path("reasons")) {
                if (reasons.size() < MOST_REASONS) {
                    reasons.add(reason.asText());
                }
            }
            long at = Math.max(0, Math.min(json.path("at").asLong(), 1L << 45));
            return Optional.of(new ScalingNote(
                    Instant.ofEpochMilli(at),
                    json.path("by").asText(),
                    json.path("goal").asInt(),
                    json.path("elements").asInt(),
                    json.path("queued").asInt(),
                    json.path("tasks").asLong(),
                    json.path("seconds").asLong(),
                    reasons));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
