package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Pattern;

/** JSON in which numbers come out as they went in: a parameter 0.10 must reach the command as it was written. */
public final class ExactJson {
    /** The library's own settings and types, behind what it has to say. */
    private static final Pattern OWN =
            Pattern.compile(" \\(start marker at .*| \\(bound as .*|: enable `.*|, from `.*|: not allowed as per .*");

    private ExactJson() {}

    /** What is wrong with a text that is not JSON, on one line, for people who do not know the library. */
    public static String fault(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        String first = message.lines().findFirst().orElse("");
        return OWN.matcher(first).replaceFirst(first.contains(", from `") ? ")" : "");
    }

    /** To be built, or made stricter. */
    public static JsonMapper.Builder builder() {
        return JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }
}
