package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;

/** Writes JSON by hand where a task's way through an agent or a launcher is measured in microseconds. */
final class JsonWriter {
    private static final JsonMapper OTHER = ExactJson.builder().build();

    private JsonWriter() {}

    /** A whole number, unless it is 0. */
    static void positive(StringBuilder text, String key, int value) {
        if (value != 0) {
            name(text, key);
            text.append(value);
        }
    }

    /** The name of the next value of an object, behind a comma. */
    static void name(StringBuilder text, String key) {
        quoted(text.append(','), key);
        text.append(':');
    }

    /** What most parameters are is written by hand: to ask Jackson takes longer than all else that is done for a task. */
    static void value(StringBuilder text, JsonNode value) {
        if (value.isTextual()) {
            quoted(text, value.textValue());
        } else if (value.isInt() || value.isLong()) {
            text.append(value.longValue());
        } else {
            try {
                text.append(OTHER.writeValueAsString(value));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A text as JSON. */
    static void quoted(StringBuilder text, String value) {
        text.append('"');
        if (asItStands(value)) {
            text.append(value);
        } else {
            JsonStringEncoder.getInstance().quoteAsString(value, text);
        }
        text.append('"');
    }

    private static boolean asItStands(String value) {
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            if (letter < ' ' || letter == '"' || letter == '\\') {
                return false;
            }
        }
        return true;
    }
}
