package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Attempt.Ran;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Walltime;

/** Attempts as JSON. {@code token} comes first and is followed by a comma: the scripts look for it by that text. */
public final class AttemptCodec {
    private AttemptCodec() {}

    public static String encode(Attempt attempt) {
        StringBuilder text = new StringBuilder(320);
        write(text, attempt);
        return text.toString();
    }

    static void write(StringBuilder text, Attempt attempt) {
        text.append("{\"token\":").append(attempt.token());
        number(text, "attempt", attempt.attempt());
        word(text, "outcome", attempt.outcome().name());
        Detail detail = attempt.detail();
        number(text, "exit", detail.exit());
        number(text, "signal", detail.signal());
        word(text, "reason", detail.reason());
        word(text, "agent", attempt.place().agent());
        word(text, "host", attempt.place().host());
        word(text, "cluster", attempt.place().cluster());
        word(text, "allocation", attempt.place().allocation());
        time(text, "started", attempt.started());
        time(text, "ended", attempt.ended());
        number(text, "wall_s", attempt.usage().wallS());
        number(text, "cpu_s", attempt.usage().cpuS());
        number(text, "max_rss_bytes", attempt.usage().maxRssBytes());
        if (attempt.result() != null) {
            JsonWriter.name(text, "result");
            JsonWriter.value(text, attempt.result());
        }
        LogRef log = attempt.log();
        if (log != null) {
            text.append(",\"log\":{\"file\":");
            JsonWriter.quoted(text, log.file());
            number(text, "offset", log.offset());
            number(text, "length", log.length());
            text.append('}');
        }
        ran(text, attempt.ran());
        text.append('}');
    }

    /** Nothing where it is as nearly all are. */
    private static void ran(StringBuilder text, Ran ran) {
        if (ran.edition() > 1) {
            number(text, "edition", ran.edition());
        }
        if (ran.step() > 0) {
            number(text, "param_step", ran.step());
        }
        word(text, "walltime", ran.walltime() == null ? null : Walltime.format(ran.walltime()));
        number(text, "memory", ran.memory());
    }

    private static void number(StringBuilder text, String key, @Nullable Number value) {
        if (value != null) {
            JsonWriter.name(text, key);
            text.append(value);
        }
    }

    private static void time(StringBuilder text, String key, Instant time) {
        JsonWriter.name(text, key);
        Moments.write(text.append('"'), time);
        text.append('"');
    }

    private static void word(StringBuilder text, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            JsonWriter.name(text, key);
            JsonWriter.quoted(text, value);
        }
    }

    /** For the history of a task that is sent again, or cancelled after it died; empty of one that was never begun. */
    public static String ofHistory(Attempt last) {
        return last.token() == 0 ? "" : encode(last);
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
                                log.path("length").asLong()),
                ran(json));
    }

    private static Ran ran(JsonNode json) {
        JsonNode memory = json.get("memory");
        String walltime = text(json, "walltime");
        return new Ran(
                json.path("edition").asInt(1),
                json.path("param_step").asInt(),
                walltime == null ? null : Walltime.parse(walltime),
                memory == null ? null : memory.asLong());
    }

    private static Instant time(JsonNode json, String key) {
        try {
            return Instant.parse(json.path(key).asText());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(key + ": is not a time: " + json.path(key), e);
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
