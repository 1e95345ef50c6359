package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Bounds.Rate;
import org.musterhpc.queue.model.Bounds.Share;
import org.musterhpc.queue.model.Stage.Limits;

/** What a stage's tasks use, and what bounds them, in its definition; what is not used is left out. */
final class NeedsCodec {
    private NeedsCodec() {}

    static void encode(Limits limits, ObjectNode json) {
        json.put("walltime_ms", limits.walltime().toMillis());
        json.put("cpus", limits.cpus());
        json.put("memory", limits.memory());
        if (limits.gpus() > 0) {
            json.put("gpus", limits.gpus());
        }
        if (!limits.named().isEmpty()) {
            ObjectNode named = json.putObject("named");
            new TreeMap<>(limits.named()).forEach(named::put);
        }
    }

    static Limits limits(JsonNode json) {
        JsonNode memory = json.path("memory");
        Map<String, Integer> named = new TreeMap<>();
        json.path("named")
                .properties()
                .forEach(entry -> named.put(entry.getKey(), entry.getValue().asInt()));
        return new Limits(
                Duration.ofMillis(json.path("walltime_ms").asLong()),
                json.path("cpus").asInt(),
                memory.isNumber() ? (Long) memory.asLong() : null,
                json.path("gpus").asInt(),
                named);
    }

    static void encode(Bounds bounds, ObjectNode json) {
        if (bounds.maxRunning() > 0) {
            json.put("max_running", bounds.maxRunning());
        }
        Rate rate = bounds.rate();
        if (rate != null) {
            json.putObject("rate")
                    .put("tasks", rate.tasks())
                    .put("per_ms", rate.per().toMillis());
        }
        if (!bounds.shares().isEmpty()) {
            ObjectNode shares = json.putObject("shares");
            new TreeMap<>(bounds.shares())
                    .forEach((name, share) ->
                            shares.putObject(name).put("need", share.need()).put("of", share.of()));
        }
    }

    static Bounds bounds(JsonNode json) {
        Map<String, Share> shares = new TreeMap<>();
        json.path("shares")
                .properties()
                .forEach(entry -> shares.put(
                        entry.getKey(),
                        new Share(
                                entry.getValue().path("need").asInt(),
                                entry.getValue().path("of").asInt())));
        return new Bounds(json.path("max_running").asInt(), rate(json.get("rate")), shares);
    }

    private static @Nullable Rate rate(@Nullable JsonNode json) {
        return json == null
                ? null
                : new Rate(
                        json.path("tasks").asInt(),
                        Duration.ofMillis(json.path("per_ms").asLong()));
    }
}
