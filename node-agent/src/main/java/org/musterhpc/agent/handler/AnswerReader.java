package org.musterhpc.agent.handler;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a handler's answers from all else that it prints: a line that begins with a brace and is a JSON object with
 * {@code id} and {@code ok} is one; every other line goes to the log, as it comes.
 */
final class AnswerReader {
    /** Bytes of a line that may be an answer. */
    static final int LONGEST = 1 << 20;

    private static final int LONGEST_ERROR = 1000;
    private static final int MOST_EXIT = 255;
    private static final int BUFFER = 8 << 10;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    private final OutputStream log;
    private final Consumer<HandlerReply> sink;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    /** Of a line that is log: written whole, as the log has stderr, too. */
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private boolean lineBegun;
    private boolean holding;

    AnswerReader(OutputStream log, Consumer<HandlerReply> sink) {
        this.log = log;
        this.sink = sink;
    }

    /** Reads to the end. A last line counts although no newline ends it: nothing can follow. */
    void read(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            take(buffer, count);
        }
        printedToLog();
        if (holding) {
            heard(true);
        }
    }

    private void printedToLog() throws IOException {
        printed.writeTo(log);
        printed.reset();
    }

    private void take(byte[] buffer, int count) throws IOException {
        int from = 0;
        while (from < count) {
            if (!lineBegun) {
                lineBegun = true;
                holding = buffer[from] == '{';
            }
            int end = from;
            while (end < count && buffer[end] != '\n') {
                end++;
            }
            boolean whole = end < count;
            int next = whole ? end + 1 : end;
            if (holding) {
                held.write(buffer, from, next - from);
                if (held.size() > LONGEST + 1) {
                    tooLong();
                } else if (whole) {
                    heard(false);
                }
            } else {
                printed.write(buffer, from, next - from);
                if (whole || printed.size() >= BUFFER) {
                    printedToLog();
                }
            }
            lineBegun = !whole;
            from = next;
        }
    }

    /** What follows of the line is log. */
    private void tooLong() throws IOException {
        toLog();
        sink.accept(new HandlerReply.Fault("it printed a line of more than 1 MiB that begins with {"));
    }

    /** @param last whether the line is the last that it can say */
    private void heard(boolean last) throws IOException {
        HandlerReply said = parsed(held.toByteArray());
        if (said == null) {
            toLog();
        } else {
            held.reset();
            holding = false;
            sink.accept(last && said instanceof HandlerReply.Answer answer ? answer.asLast() : said);
        }
    }

    private void toLog() throws IOException {
        held.writeTo(log);
        held.reset();
        holding = false;
    }

    /** Null where the line is no answer. */
    static @Nullable HandlerReply parsed(byte[] line) {
        JsonNode json;
        try {
            json = JSON.readValue(line);
        } catch (JacksonException | NumberFormatException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("it was in memory", e);
        }
        if (!json.has("id") || !json.has("ok")) {
            return null;
        }
        JsonNode id = json.path("id");
        JsonNode ok = json.path("ok");
        if (!id.isTextual() || !ok.isBoolean()) {
            return new HandlerReply.Fault("in its answer, id must be a text and ok true or false");
        }
        boolean last = json.path("last").asBoolean();
        if (ok.booleanValue()) {
            JsonNode result = json.get("result");
            return new HandlerReply.Answer(
                    id.textValue(), 0, null, result == null || result.isNull() ? null : result, last);
        }
        return failed(id.textValue(), json, last);
    }

    private static HandlerReply failed(String id, JsonNode json, boolean last) {
        JsonNode exit = json.path("exit");
        boolean none = exit.isMissingNode() || exit.isNull();
        if (!none && (!exit.isInt() || exit.intValue() < 1 || exit.intValue() > MOST_EXIT)) {
            return new HandlerReply.Fault("in its answer, exit must be a number from 1 to 255 where ok is false");
        }
        JsonNode error = json.path("error");
        String words = error.isMissingNode() || error.isNull()
                ? null
                : error.isTextual() ? error.textValue() : error.toString();
        if (words != null && words.length() > LONGEST_ERROR) {
            words = words.substring(0, LONGEST_ERROR) + "…";
        }
        JsonNode result = json.get("result");
        return new HandlerReply.Answer(
                id, none ? 1 : exit.intValue(), words, result == null || result.isNull() ? null : result, last);
    }
}
