package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/**
 * Records of done tasks in the completed queue, where a campaign has millions:
 * {@code [[place,token,wait,wall,cpu,memory,offset,length,{more}],{message}]}. The number of the place stands for agent,
 * host, cluster, allocation and log file, which are written once. The others are the lease's token, after how many
 * milliseconds it began (from the token's, which counts microseconds), wall and CPU time in milliseconds, peak memory in
 * KiB, and where its output begins in the log and how long it is; the last two and {@code more} are left out where there
 * is nothing. {@code more} has {@code exit} where that is not 0, {@code reason}, {@code edition} where that is not the first, {@code result} and {@code log}, which
 * is the file's name where the task has a log of its own.
 */
public final class DoneCodec {
    private static final ObjectMapper JSON = ExactJson.builder().build();
    private static final Where NOWHERE = new Where(new Place("", "", "", null), null);
    private static final long KIBIBYTE = 1_024;
    private static final int BEFORE_LOG = 6;
    private static final int WITH_LOG = 8;

    private DoneCodec() {}

    /**
     * Where an attempt ran.
     *
     * @param log the file of its output, or the folder where it ends with a slash
     */
    public record Where(Place place, @Nullable String log) {}

    /** Where the attempt ran that ended a task. */
    public static Where where(Ending ending, Stage.Logs logs) {
        LogRef log = ending.last().log();
        String file = log == null ? null : log.file();
        return new Where(
                ending.last().place(),
                file == null || logs == Stage.Logs.SLOT ? file : file.substring(0, afterFolder(file)));
    }

    /** What is written once for all that ran in one place. */
    public static String encode(Where where) {
        ObjectNode json = JSON.createObjectNode();
        Place place = where.place();
        json.put("agent", place.agent()).put("host", place.host()).put("cluster", place.cluster());
        if (place.allocation() != null) {
            json.put("allocation", place.allocation());
        }
        if (where.log() != null) {
            json.put("log", where.log());
        }
        return json.toString();
    }

    /** The record but for its beginning, which is {@code [[} and the number of the place. */
    public static String rest(Ending ending, Stage.Logs logs) {
        Attempt last = ending.last();
        LogRef log = last.log();
        StringBuilder text = new StringBuilder(160)
                .append(',')
                .append(last.token())
                .append(',')
                .append(last.started().toEpochMilli() - last.token() / 1_000)
                .append(',')
                .append(milliseconds(last.usage().wallS()))
                .append(',')
                .append(milliseconds(last.usage().cpuS()))
                .append(',')
                .append(last.usage().maxRssBytes() / KIBIBYTE);
        if (log != null) {
            text.append(',').append(log.offset()).append(',').append(log.length());
        }
        more(text, last, log != null && logs == Stage.Logs.TASK ? log : null);
        return text.append("],")
                .append(MessageCodec.kept(ending.stage(), ending.message()))
                .append(']')
                .toString();
    }

    /** What few tasks have; nothing where there is none of it. */
    private static void more(StringBuilder text, Attempt last, @Nullable LogRef own) {
        Detail detail = last.detail();
        boolean plain = detail.exit() != null && detail.exit() == 0;
        if (plain
                && detail.reason() == null
                && own == null
                && last.result() == null
                && last.ran().edition() == 1) {
            return;
        }
        ObjectNode more = JSON.createObjectNode();
        if (!plain) {
            more.put("exit", detail.exit());
        }
        if (detail.reason() != null) {
            more.put("reason", detail.reason());
        }
        if (own != null) {
            more.put("log", own.file().substring(afterFolder(own.file())));
        }
        if (last.ran().edition() > 1) {
            more.put("edition", last.ran().edition());
        }
        if (last.result() != null) {
            more.set("result", last.result());
        }
        text.append(',').append(more);
    }

    private static int afterFolder(String file) {
        return file.lastIndexOf('/') + 1;
    }

    private static long milliseconds(double seconds) {
        return Math.round(seconds * 1_000);
    }

    /**
     * @param places what stands under the number of a place; null where nothing does
     * @throws IllegalArgumentException where it is not a record
     */
    public static Ending decode(String stage, String text, LongFunction<@Nullable Where> places) {
        try {
            JsonNode json = JSON.readTree(text);
            JsonNode run = json.path(0);
            if (run.size() < BEFORE_LOG || !json.path(1).isObject()) {
                throw new IllegalArgumentException("is not a record of a done task");
            }
            Message message = MessageCodec.restored(stage, json.get(1));
            Where known = places.apply(run.get(0).asLong());
            Where where = known == null ? NOWHERE : known;
            JsonNode more = run.path(run.size() - 1);
            Instant started = Instant.ofEpochMilli(
                    Math.addExact(run.get(1).asLong() / 1_000, run.get(2).asLong()));
            long wall = run.get(3).asLong();
            Attempt last = new Attempt(
                    message.tries().attempt(),
                    run.get(1).asLong(),
                    Outcome.OK,
                    new Detail(exit(more), null, more.path("reason").textValue()),
                    where.place(),
                    started,
                    started.plusMillis(wall),
                    new Usage(wall / 1e3, run.get(4).asLong() / 1e3, run.get(5).asLong() * KIBIBYTE),
                    more.get("result"),
                    log(run, where.log(), more.path("log").asText()),
                    Attempt.Ran.of(more.path("edition").asInt(1), message));
            return new Ending(stage, State.DONE, message, last);
        } catch (JsonProcessingException | BadMessageException | ArithmeticException e) {
            throw new IllegalArgumentException("is not a record of a done task: " + e.getMessage(), e);
        }
    }

    private static @Nullable Integer exit(JsonNode more) {
        if (!more.has("exit")) {
            return 0;
        }
        return more.get("exit").isNull()
                ? null
                : Integer.valueOf(more.get("exit").asInt());
    }

    private static @Nullable LogRef log(JsonNode run, @Nullable String file, String own) {
        return file == null || run.size() < WITH_LOG
                ? null
                : new LogRef(file + own, run.get(6).asLong(), run.get(7).asLong());
    }

    /** The same of what anybody may have written: what is no record is shown as one that cannot be read. */
    public static Ending read(String stage, String text, LongFunction<@Nullable Where> places) {
        try {
            return decode(stage, text, places);
        } catch (IllegalArgumentException e) {
            return EndingCodec.unreadable(stage, State.DONE, "?", text, String.valueOf(e.getMessage()));
        }
    }

    /**
     * @throws IllegalArgumentException where it is not what {@link #encode} wrote
     */
    public static Where decodeWhere(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            Place place = new Place(
                    json.path("agent").asText(),
                    json.path("host").asText(),
                    json.path("cluster").asText(),
                    json.path("allocation").textValue());
            return new Where(place, json.path("log").textValue());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is not the place of a run: " + e.getMessage(), e);
        }
    }
}
