package org.musterhpc.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.AttemptCodec;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.model.codec.ExactJson;
import org.musterhpc.queue.model.codec.MessageCodec;

/**
 * Reports as a line of JSON, for agents that keep them on disk: {@code {"token","state","stage","message","last"}}, which
 * is the record of the completed queue where the task has ended. {@code DELAYED} is an attempt that is to be repeated,
 * after {@code delay_ms}; {@code PENDING}, without {@code last}, a task that is given back.
 */
public final class ReportCodec {
    private static final JsonMapper JSON = ExactJson.builder().build();

    private ReportCodec() {}

    public static String encode(Report report) {
        if (report instanceof Report.Finish finish) {
            return EndingCodec.encode(finish.ending());
        }
        if (report instanceof Report.Bury bury) {
            return EndingCodec.encode(bury.ending());
        }
        if (report instanceof Report.Retry retry) {
            return open(report, State.DELAYED, retry.next()) + ",\"delay_ms\":"
                    + retry.delay().toMillis() + ",\"last\":" + AttemptCodec.encode(retry.attempt()) + "}";
        }
        return open(report, State.PENDING, ((Report.GiveBack) report).next()) + "}";
    }

    /** A line behind that of a task that was done, where that came too late: {@code {"late","stage","n","id"}}. */
    public static String late(Report.Finish report) {
        Lease lease = report.lease();
        return JSON.createObjectNode()
                .put("late", lease.token())
                .put("stage", lease.stage())
                .put("n", report.ending().message().n())
                .put("id", lease.id())
                .toString();
    }

    private static String open(Report report, State state, Message next) {
        Lease lease = report.lease();
        return "{\"token\":" + lease.token() + ",\"state\":\"" + state + "\",\"stage\":\"" + lease.stage()
                + "\",\"message\":" + MessageCodec.encode(next);
    }

    /**
     * A report as it was kept; of its lease only stage, id and token are what they were.
     *
     * @throws IllegalArgumentException where it is not one
     */
    public static Report decode(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            String stage = json.path("stage").asText();
            State state = State.valueOf(json.path("state").asText());
            Message message = MessageCodec.decode(json.path("message").toString(), "");
            Lease lease = new Lease(stage, message, json.path("token").asLong(), Instant.EPOCH, Duration.ZERO);
            return switch (state) {
                case DONE -> new Report.Finish(lease, new Ending(stage, state, message, last(json)));
                case DEAD -> new Report.Bury(lease, new Ending(stage, state, message, last(json)));
                case DELAYED ->
                    new Report.Retry(
                            lease,
                            message,
                            Duration.ofMillis(json.path("delay_ms").asLong()),
                            last(json));
                case PENDING -> new Report.GiveBack(lease, message);
                case BLOCKED, WORKING, CANCELLED -> throw new IllegalArgumentException("nobody reports " + state);
            };
        } catch (JsonProcessingException | BadMessageException e) {
            throw new IllegalArgumentException("not a report: " + e.getMessage(), e);
        }
    }

    private static Attempt last(JsonNode json) {
        @Nullable JsonNode last = json.get("last");
        if (last == null) {
            throw new IllegalArgumentException("not a report: it has no attempt");
        }
        return AttemptCodec.decode(last);
    }
}
