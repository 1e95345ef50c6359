package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/**
 * Records of ended tasks as JSON: {@code {"token","state","stage","message":{…},"last":{attempt}}}. The scripts write
 * shorter ones, without {@code last}, for tasks that ended without an agent: cancelled, or not to be read
 * ({@code "raw"} is then what stood on the queue).
 */
public final class EndingCodec {
    private static final ObjectMapper JSON = ExactJson.builder().build();
    private static final int MOST_SHOWN = 4_096;
    private static final Place NOWHERE = new Place("", "", "", null);

    private EndingCodec() {}

    public static String encode(Ending ending) {
        StringBuilder text = new StringBuilder(512)
                .append("{\"token\":")
                .append(ending.last().token())
                .append(",\"state\":\"")
                .append(ending.state())
                .append("\",\"stage\":\"")
                .append(ending.stage())
                .append("\",\"message\":")
                .append(MessageCodec.encode(ending.message()))
                .append(",\"last\":");
        AttemptCodec.write(text, ending.last());
        return text.append('}').toString();
    }

    /**
     * The record of a task that is cancelled before it has ended.
     *
     * @param from the role of the queue that it is taken from
     */
    public static String cancelled(String stage, Message message, Instant at, String from) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("state", State.CANCELLED.name())
                .put("stage", stage)
                .put("id", message.id())
                .put("outcome", Outcome.CANCELLED.name())
                .put("ended_ms", at.toEpochMilli())
                .put("from", from)
                .putRawValue("message", new RawValue(MessageCodec.encode(message)))
                .toString();
    }

    /** What is left to say of a task that is done, and whose record is lost. */
    public static Ending lost(String stage, String id) {
        Attempt last = unknown(Outcome.OK, "its record is lost; muster restore looks for it");
        Message message = new Message(
                id,
                0,
                Tries.NONE,
                Needs.NOTHING,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode());
        return new Ending(stage, State.DONE, message, last);
    }

    /**
     * @param id the id under which the record stands
     * @throws IllegalArgumentException where it is not a record
     */
    public static Ending decode(String id, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            JsonNode body = json.get("message");
            Message message = body == null || !body.isObject() ? unreadable(id, json) : message(id, body);
            JsonNode last = json.get("last");
            return new Ending(
                    json.path("stage").asText(),
                    State.valueOf(json.path("state").asText()),
                    message,
                    last == null ? withoutAgent(json, message) : AttemptCodec.decode(last));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the record of " + id + " is not JSON", e);
        }
    }

    /**
     * The same of what anybody may have written: what is no record is shown as one that cannot be read, with its first part.
     *
     * @param stage where it stands, whatever it says
     * @param state as what it stands there
     */
    public static Ending read(String stage, State state, String id, String text) {
        String name = id.isEmpty() ? "?" : id;
        try {
            Ending ending = decode(name, text);
            return ending.state() == state && ending.stage().equals(stage)
                    ? ending
                    : new Ending(stage, state, ending.message(), ending.last());
        } catch (IllegalArgumentException e) {
            return unreadable(stage, state, name, text, String.valueOf(e.getMessage()));
        }
    }

    static Ending unreadable(String stage, State state, String id, String text, String why) {
        Attempt nothing = unknown(Outcome.BAD_MESSAGE, "its record cannot be read: " + why);
        return new Ending(stage, state, unreadable(id, text), nothing);
    }

    /** An attempt of which nothing is known but how it ended. */
    private static Attempt unknown(Outcome outcome, String reason) {
        return new Attempt(
                0,
                0,
                outcome,
                Detail.because(reason),
                NOWHERE,
                Instant.EPOCH,
                Instant.EPOCH,
                Usage.UNKNOWN,
                null,
                null);
    }

    /** Stands for what cannot be read: its text, or the first part of it, as {@code raw}. */
    public static Message unreadable(String id, String text) {
        return unreadable(
                id, TextNode.valueOf(text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text));
    }

    /** Whether the task's message could be read at all, so that it may be sent again. */
    public static boolean readable(Ending ending) {
        return !ending.message().extra().has("raw");
    }

    private static Message message(String id, JsonNode body) {
        try {
            return MessageCodec.decode(body.toString(), id);
        } catch (BadMessageException e) {
            return unreadable(id, body);
        }
    }

    /** Stands for a message that cannot be read: its text, or the JSON that is not a message, as {@code raw}. */
    public static Message unreadable(String id, JsonNode json) {
        JsonNode raw = json.has("raw") ? json.get("raw") : json;
        return new Message(
                id,
                0,
                Tries.NONE,
                Needs.NOTHING,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode().set("raw", raw));
    }

    private static Attempt withoutAgent(JsonNode json, Message message) {
        Instant ended = Instant.ofEpochMilli(json.path("ended_ms").asLong());
        JsonNode reason = json.get("reason");
        return new Attempt(
                message.tries().attempt(),
                json.path("token").asLong(),
                Outcome.valueOf(json.path("outcome").asText()),
                reason == null ? Detail.NONE : Detail.because(reason.asText()),
                NOWHERE,
                ended,
                ended,
                Usage.UNKNOWN,
                null,
                null);
    }
}
