package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Beginnings of JSON objects; keys stand in the order in which they are put. */
public final class Json {
    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static void time(ObjectNode object, String key, @Nullable Instant time) {
        object.put(key, time == null ? null : Times.rfc3339(time));
    }
}
