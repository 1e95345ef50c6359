package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.Walltime;

/**
 * Messages as JSON, in the one order of keys that the claim script reads without parsing: {@code n} and {@code id} first
 * (see {@code docs/protocol.md}). Keys that we do not know, and numbers of any size, come out as they went in.
 */
public final class MessageCodec {
    private static final JsonMapper JSON = ExactJson.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int VERSION = 1;
    private static final int MOST_SHOWN = 200;
    private static final String SIGNATURE = "sig";
    /** Nothing is tried so often, nor has so many steps; beyond it, counting on would end below 0. */
    private static final int MOST_TRIES = 1_000_000;

    /** How many bytes a message may have that is pushed: a little less than claims take, as it grows with each attempt. */
    public static final int MOST_PUSHED = 1_000_000;

    private MessageCodec() {}

    /** The message in one line. {@code n} is always there: it says that Muster has counted the task. */
    public static String encode(Message message) {
        StringBuilder text = new StringBuilder(128).append("{\"n\":").append(message.n());
        JsonWriter.name(text, "id");
        JsonWriter.quoted(text, message.id());
        JsonWriter.positive(text, "attempt", message.tries().attempt());
        rest(text, message, "");
        return text.append('}').toString();
    }

    /**
     * What the record of a done task keeps of its message: all but its signature, which stays with its owner, an id that
     * says no more than the number, and the attempt where it was the first.
     */
    static String kept(String stage, Message message) {
        StringBuilder text = new StringBuilder(128).append("{\"n\":").append(message.n());
        if (!message.id().equals(Message.numberedId(stage, message.n()))) {
            JsonWriter.name(text, "id");
            JsonWriter.quoted(text, message.id());
        }
        int attempt = message.tries().attempt();
        if (attempt != 1) {
            JsonWriter.name(text, "attempt");
            text.append(attempt);
        }
        rest(text, message, SIGNATURE);
        return text.append('}').toString();
    }

    /** The message that was {@link #kept}. */
    static Message restored(String stage, JsonNode kept) throws BadMessageException {
        String id = Message.numberedId(stage, kept.path("n").asLong());
        Message message = decode(kept.toString(), id);
        Tries tries = message.tries();
        return kept.has("attempt") ? message : message.withTries(new Tries(1, tries.failures(), tries.losses()));
    }

    /** From the failures on; of the keys that we do not know, without one. */
    private static void rest(StringBuilder text, Message message, String leftOut) {
        JsonWriter.positive(text, "failures", message.tries().failures());
        JsonWriter.positive(text, "losses", message.tries().losses());
        needs(text, message.needs());
        if (!message.params().isEmpty()) {
            JsonWriter.name(text, "params");
            char before = '{';
            for (Map.Entry<String, JsonNode> param : message.params().properties()) {
                text.append(before);
                before = ',';
                JsonWriter.quoted(text, param.getKey());
                JsonWriter.value(text.append(':'), param.getValue());
            }
            text.append('}');
        }
        for (Map.Entry<String, JsonNode> other : message.extra().properties()) {
            if (!other.getKey().equals(leftOut)) {
                JsonWriter.name(text, other.getKey());
                JsonWriter.value(text, other.getValue());
            }
        }
    }

    private static void needs(StringBuilder text, Needs needs) {
        JsonWriter.positive(text, "param_step", needs.paramStep());
        if (needs.walltime() != null) {
            JsonWriter.name(text, "walltime");
            JsonWriter.quoted(text, Walltime.format(needs.walltime()));
        }
        if (needs.memory() != null) {
            JsonWriter.name(text, "memory");
            JsonWriter.quoted(text, MemorySize.format(needs.memory()));
        }
        if (needs.command() instanceof TaskCommand.Shell shell) {
            JsonWriter.name(text, "command");
            JsonWriter.quoted(text, shell.line());
        } else if (needs.command() instanceof TaskCommand.Argv argv) {
            JsonWriter.name(text, "command");
            char before = '[';
            for (String word : argv.words()) {
                JsonWriter.quoted(text.append(before), word);
                before = ',';
            }
            text.append(']');
        }
    }

    /**
     * Reads a message.
     *
     * @param fallbackId the id of a message that has none
     * @throws BadMessageException where it is not a JSON object, or a key that we know is of the wrong kind
     */
    public static Message decode(String body, String fallbackId) throws BadMessageException {
        ObjectNode rest = object(body);
        int version = whole(rest, "v", VERSION);
        if (version != VERSION) {
            throw new BadMessageException("v: is " + version + "; this Muster reads version " + VERSION);
        }
        JsonNode id = take(rest, "id");
        if (id != null && (!id.isTextual() || id.asText().isEmpty())) {
            throw new BadMessageException("id: is not a text: " + shown(id));
        }
        JsonNode params = take(rest, "params");
        if (params != null && !params.isObject()) {
            throw new BadMessageException("params: is not an object: " + shown(params));
        }
        JsonNode n = take(rest, "n");
        if (n != null && (!n.isIntegralNumber() || !n.canConvertToLong() || n.asLong() < 0)) {
            throw new BadMessageException("n: is not a whole number: " + shown(n));
        }
        Tries tries = new Tries(whole(rest, "attempt", 0), whole(rest, "failures", 0), whole(rest, "losses", 0));
        Needs needs = new Needs(walltime(rest), memory(rest), whole(rest, "param_step", 0), command(rest));
        return new Message(
                id == null ? fallbackId : id.asText(),
                n == null ? 0 : n.asLong(),
                tries.equals(Tries.NONE) ? Tries.NONE : tries,
                needs.equals(Needs.NOTHING) ? Needs.NOTHING : needs,
                params == null ? JSON.createObjectNode() : (ObjectNode) params,
                rest);
    }

    private static ObjectNode object(String body) throws BadMessageException {
        try {
            if (!(JSON.readTree(body) instanceof ObjectNode object)) {
                throw new BadMessageException("not a JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new BadMessageException("not valid JSON: " + shown(e.getOriginalMessage()));
        } catch (NumberFormatException e) { // 1e100000000000: Jackson finds it out too late for its own exception
            throw new BadMessageException("holds a number that is beyond all measure: " + shown(e.getMessage()));
        }
    }

    /** Enough of it to be known again. */
    private static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    /** The value, taken out of the rest; null where it is missing or JSON's null. */
    private static @Nullable JsonNode take(ObjectNode rest, String key) {
        JsonNode value = rest.remove(key);
        return value == null || value.isNull() ? null : value;
    }

    private static int whole(ObjectNode rest, String key, int missing) throws BadMessageException {
        JsonNode value = take(rest, key);
        if (value == null) {
            return missing;
        }
        if (!value.isIntegralNumber()) {
            throw new BadMessageException(key + ": is not a whole number: " + shown(value));
        }
        if (!value.canConvertToInt() || value.asInt() < 0 || value.asInt() > MOST_TRIES) {
            throw new BadMessageException(key + ": is not between 0 and " + MOST_TRIES + ": " + shown(value));
        }
        return value.asInt();
    }

    private static @Nullable Duration walltime(ObjectNode rest) throws BadMessageException {
        JsonNode value = take(rest, "walltime");
        if (value == null) {
            return null;
        }
        try {
            Duration walltime = Walltime.parse(value.asText());
            if (walltime.isZero()) {
                throw new BadMessageException("walltime: is 0");
            }
            return walltime;
        } catch (IllegalArgumentException e) {
            throw new BadMessageException("walltime: " + shown(e.getMessage()));
        }
    }

    private static @Nullable Long memory(ObjectNode rest) throws BadMessageException {
        JsonNode value = take(rest, "memory");
        if (value == null) {
            return null;
        }
        try {
            return MemorySize.parse(value.asText());
        } catch (IllegalArgumentException e) {
            throw new BadMessageException("memory: " + shown(e.getMessage()));
        }
    }

    private static @Nullable TaskCommand command(ObjectNode rest) throws BadMessageException {
        JsonNode value = take(rest, "command");
        if (value == null) {
            return null;
        }
        try {
            if (value.isTextual()) {
                return new TaskCommand.Shell(value.asText());
            }
            if (value instanceof ArrayNode array) {
                List<String> words = new ArrayList<>();
                for (JsonNode word : array) {
                    if (!word.isTextual()) {
                        throw new BadMessageException("command: holds something that is not a text: " + shown(word));
                    }
                    words.add(word.asText());
                }
                return new TaskCommand.Argv(words);
            }
        } catch (IllegalArgumentException e) {
            throw new BadMessageException(String.valueOf(e.getMessage()));
        }
        throw new BadMessageException("command: is neither a text nor a list of texts");
    }
}
