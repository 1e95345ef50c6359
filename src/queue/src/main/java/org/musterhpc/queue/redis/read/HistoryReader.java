package org.musterhpc.queue.redis.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.codec.AttemptCodec;

/** Reads what stands in {@code history} of one task: the attempts before its last one. */
public final class HistoryReader {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private HistoryReader() {}

    /**
     * Oldest first; of what somebody else wrote there, as much as can be read.
     *
     * @param joined JSON objects with commas between them; null: nothing stands there
     */
    public static List<Attempt> attempts(@Nullable String joined) {
        List<Attempt> attempts = new ArrayList<>();
        if (joined == null) {
            return attempts;
        }
        try {
            for (JsonNode attempt : JSON.readTree("[" + joined + "]")) {
                attempts.add(AttemptCodec.decode(attempt));
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return attempts;
        }
        return attempts;
    }
}
