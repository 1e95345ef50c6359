package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.ArrayRecord;

/** {@link ArrayRecord} as it stands in Redis: {@code STATE since open {…}}, times in milliseconds. */
public final class ArrayCodec {
    private static final Pattern NAME = Pattern.compile("\\w[\\w.-]{0,299}");
    private static final Pattern JOB = Pattern.compile("\\w[\\w.\\[\\]@:-]{0,299}");
    private static final int MOST_ELEMENTS = 100_000_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ArrayCodec() {}

    /** The JSON part; state and times are put before it by the script. */
    public static String encode(ArrayRecord array) {
        ObjectNode json = JSON.createObjectNode();
        json.put("cluster", array.cluster()).put("job", array.job());
        json.put("first", array.elements().first()).put("last", array.elements().last());
        put(json, "throttle", array.elements().throttle());
        json.put("one", array.elements().one());
        Duration walltime = array.size().walltime();
        put(json, "walltime_s", walltime == null ? null : walltime.toSeconds());
        json.put("cpus", array.size().cpus());
        put(json, "memory", array.size().memory());
        ArrayRecord.Seen seen = array.seen();
        json.put("pending", seen.pending()).put("running", seen.running()).put("ended", seen.ended());
        json.put("reason", seen.reason()).put("stuck", seen.stuck());
        return json.toString();
    }

    /**
     * Reads a record back.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static ArrayRecord decode(String name, String text) {
        String[] parts = text.split(" ", 4);
        try {
            JsonNode json = JSON.readTree(parts[3]);
            Long walltime = number(json, "walltime_s");
            Long throttle = number(json, "throttle");
            return new ArrayRecord(
                    name,
                    json.path("cluster").asText(),
                    json.path("job").asText(),
                    new ArrayRecord.Elements(
                            json.path("first").asInt(),
                            json.path("last").asInt(),
                            throttle == null ? null : Integer.valueOf(throttle.intValue()),
                            json.path("one").asBoolean()),
                    new ArrayRecord.ElementSize(
                            walltime == null ? null : Duration.ofSeconds(walltime),
                            json.path("cpus").asInt(),
                            number(json, "memory")),
                    new ArrayRecord.Seen(
                            json.path("pending").asInt(),
                            json.path("running").asInt(),
                            json.path("ended").asInt(),
                            json.path("reason").asText(),
                            json.path("stuck").asBoolean()),
                    new ArrayRecord.Standing(
                            ArrayRecord.State.valueOf(parts[0]),
                            Instant.ofEpochMilli(Long.parseLong(parts[1])),
                            Instant.ofEpochMilli(Long.parseLong(parts[2]))));
        } catch (JsonProcessingException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the record of array " + name + " cannot be read", e);
        }
    }

    /** The same of what anybody may have written; empty where it is no record of ours, or one of something that cannot be. */
    public static Optional<ArrayRecord> read(String name, String text) {
        try {
            return Optional.of(decode(name, text)).filter(ArrayCodec::possible);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Job ids and names become words of commands. */
    private static boolean possible(ArrayRecord array) {
        ArrayRecord.Elements elements = array.elements();
        return NAME.matcher(array.name()).matches()
                && (array.job().isEmpty() || JOB.matcher(array.job()).matches())
                && elements.first() >= 0
                && elements.first() <= elements.last()
                && elements.last() <= MOST_ELEMENTS
                && (elements.throttle() == null || elements.throttle() > 0)
                && array.seen().pending() >= 0
                && array.seen().running() >= 0
                && array.seen().ended() >= 0;
    }

    private static void put(ObjectNode json, String key, @Nullable Number value) {
        if (value != null) {
            json.put(key, value.longValue());
        }
    }

    private static @Nullable Long number(JsonNode json, String key) {
        return json.hasNonNull(key) ? Long.valueOf(json.path(key).asLong()) : null;
    }
}
