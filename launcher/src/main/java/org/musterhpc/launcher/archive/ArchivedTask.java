package org.musterhpc.launcher.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.AttemptCodec;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.MessageCodec;

/**
 * A task in an archive: a line of JSON.
 *
 * @param attempts from the first to the last; of one that has ended, the last is the one that ended it
 */
public record ArchivedTask(String stage, State state, Message message, List<Attempt> attempts) {
    /** What a message of the campaign's owner bears, and nobody needs who only looks. */
    private static final String SIGNATURE = "sig";

    private static final Instant LATEST = Instant.parse("2400-01-01T00:00:00Z");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public ArchivedTask {
        attempts = List.copyOf(attempts);
    }

    /** @param runs tells what attempts ran: each line has that, too, for whoever reads it without Muster */
    public String encode(AttemptRun runs) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("stage", stage).put("state", state.name());
        try {
            ObjectNode own = (ObjectNode) JSON.readTree(MessageCodec.encode(message));
            own.remove(SIGNATURE);
            line.set("message", own);
            ArrayNode list = line.putArray("attempts");
            for (Attempt attempt : attempts) {
                ObjectNode one = (ObjectNode) JSON.readTree(AttemptCodec.encode(attempt));
                AttemptRun.Ran ran = runs.of(stage, message, attempt);
                if (ran != null) {
                    one.put("command", ran.command());
                }
                list.add(one);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // our own codecs wrote it
        }
        return line.toString();
    }

    /** @throws ArchiveException where it is no such line */
    public static ArchivedTask decode(String text) throws ArchiveException {
        try {
            JsonNode line = JSON.readTree(text);
            Message message = MessageCodec.decode(line.path("message").toString(), "");
            message.extra().remove(SIGNATURE);
            List<Attempt> attempts = new ArrayList<>();
            for (JsonNode attempt : line.path("attempts")) {
                attempts.add(possible(AttemptCodec.decode(attempt)));
            }
            return new ArchivedTask(
                    line.path("stage").asText(),
                    State.valueOf(line.path("state").asText()),
                    message,
                    attempts);
        } catch (JsonProcessingException | BadMessageException | IllegalArgumentException e) {
            throw new ArchiveException("holds a task that cannot be read");
        }
    }

    private static Attempt possible(Attempt attempt) throws ArchiveException {
        for (Instant time : List.of(attempt.started(), attempt.ended())) {
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
                throw new ArchiveException("holds an attempt of a time that cannot be");
            }
        }
        return attempt;
    }
}
