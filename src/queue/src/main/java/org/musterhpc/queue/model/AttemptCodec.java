package org.musterhpc.queue.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Attempt.Usage;

/** Attempts as JSON. {@code token} comes first and is followed by a comma: the scripts look for it by that text. */
public final class AttemptCodec {
    private AttemptCodec() {}

    public static ObjectNode encode(Attempt attempt) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("token", attempt.token());
        json.put("attempt", attempt.attempt());
        json.put("outcome", attempt.outcome().name());
        Detail detail = attempt.detail();
        if (detail.exit() != null) {
            json.put("exit", detail.exit());
        }
        if (detail.signal() != null) {
            json.put("signal", detail.signal());
        }
        putText(json, "reason", detail.reason());
        putText(json, "agent", attempt.place().agent());
        putText(json, "host", attempt.place().host());
        putText(json, "cluster", attempt.place().cluster());
        putText(json, "allocation", attempt.place().allocation());
        json.put("started", attempt.started().toString());
        json.put("ended", attempt.ended().toString());
        json.put("wall_s", attempt.usage().wallS());
        json.put("cpu_s", attempt.usage().cpuS());
        json.put("max_rss_bytes", attempt.usage().maxRssBytes());
        if (attempt.result() != null) {
            json.set("result", attempt.result());
        }
        LogRef log = attempt.log();
        if (log != null) {
            json.putObject("log")
                    .put("file", log.file())
                    .put("offset", log.offset())
                    .put("length", log.length());
        }
        return json;
    }

    /** For the history of a task that is sent again, or cancelled after it died; empty of one that was never begun. */
    public static String ofHistory(Attempt last) {
        return last.token() == 0 ? "" : encode(last).toString();
    }

    /**
     * @throws IllegalArgumentException where a key that must be there is missing or wrong
     */
    public static Attempt decode(JsonNode json) {
        JsonNode log = json.get("log");
        return new Attempt(
                json.path("attempt").asInt(),
                json.path("token").asLong(),
                Outcome.valueOf(json.path("outcome").asText()),
                new Detail(number(json, "exit"), number(json, "signal"), text(json, "reason")),
                new Place(
                        json.path("agent").asText(),
                        json.path("host").asText(),
                        json.path("cluster").asText(),
                        text(json, "allocation")),
                time(json, "started"),
                time(json, "ended"),
                new Usage(
                        json.path("wall_s").asDouble(),
                        json.path("cpu_s").asDouble(),
                        json.path("max_rss_bytes").asLong()),
                json.get("result"),
                log == null
                        ? null
                        : new LogRef(
                                log.path("file").asText(),
                                log.path("offset").asLong(),
                                log.path("length").asLong()));
    }

    private static Instant time(JsonNode json, String key) {
        try {
            return Instant.parse(json.path(key).asText());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(key + ": is not a time: " + json.path(key), e);
        }
    }

    private static void putText(ObjectNode json, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.put(key, value);
        }
    }

    private static @Nullable Integer number(JsonNode json, String key) {
        JsonNode value = json.get(key);
        return value == null ? null : value.asInt();
    }

    private static @Nullable String text(JsonNode json, String key) {
        JsonNode value = json.get(key);
        return value == null ? null : value.asText();
    }
}
