package org.musterhpc.queue.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * What is run once when a campaign has ended.
 *
 * @param command as {@code sh -c} runs it
 * @param folder where it runs: that of the campaign's file
 */
public record OnEnd(String command, String folder) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** As it is written beside a campaign: {@code {"command":…,"folder":…}}. */
    public String encode() {
        return JSON.createObjectNode()
                .put("command", command)
                .put("folder", folder)
                .toString();
    }

    /** Null where there is none, or what cannot be one: a signature over the campaign says that it was another. */
    public static @Nullable OnEnd decode(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(text);
            return json.path("command").isTextual() && json.path("folder").isTextual()
                    ? new OnEnd(
                            json.path("command").asText(), json.path("folder").asText())
                    : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
