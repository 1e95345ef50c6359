package org.musterhpc.agent.task;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.codec.ExactJson;

/** Where {@code $MUSTER_RESULT} points: a file that the task may write a small JSON value to. */
final class ResultFile {
    private static final int MOST = 64 * 1024;
    /** Of a task that may bring others along. */
    private static final int MOST_WITH_CHILDREN = 4 << 20;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private ResultFile() {}

    /** The value, if there is one, and what was wrong with the file, if something was. */
    record Taken(@Nullable JsonNode value, @Nullable String complaint) {
        static final Taken NOTHING = new Taken(null, null);
    }

    /** What a handler handed back, where it is not too long. */
    static Taken of(@Nullable JsonNode value, boolean children) {
        int most = children ? MOST_WITH_CHILDREN : MOST;
        return value == null || value.toString().getBytes(StandardCharsets.UTF_8).length <= most
                ? new Taken(value, null)
                : tooLong(most);
    }

    private static Taken tooLong(int most) {
        return new Taken(null, "its result is longer than " + (most >> 10) + " KiB and was left out");
    }

    /**
     * Reads the file and removes it.
     *
     * @param children whether it may name tasks that the task brings along
     */
    static Taken take(Path file, boolean children) {
        int most = children ? MOST_WITH_CHILDREN : MOST;
        byte[] bytes;
        try {
            // First the size: nothing was written in nearly every case, and asking is cheaper than an exception.
            if (!Files.exists(file)) {
                return Taken.NOTHING;
            }
            if (!Files.isRegularFile(file)) { // to open a pipe would be to wait for whoever writes into it
                return new Taken(null, "its result is not a file and was left out");
            }
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(most + 1);
            }
            Files.delete(file);
        } catch (IOException e) {
            return new Taken(null, "its result could not be read: " + e.getMessage());
        }
        if (bytes.length == 0) {
            return Taken.NOTHING;
        }
        if (bytes.length > most) {
            return tooLong(most);
        }
        try {
            JsonNode value = JSON.readValue(bytes);
            return new Taken(value, null);
        } catch (JacksonException e) {
            return new Taken(null, "its result is not JSON: " + ExactJson.fault(e));
        } catch (NumberFormatException e) {
            return new Taken(null, "its result holds a number that is beyond all measure: " + e.getMessage());
        } catch (IOException e) {
            return new Taken(null, "its result could not be read: " + e.getMessage());
        }
    }
}
