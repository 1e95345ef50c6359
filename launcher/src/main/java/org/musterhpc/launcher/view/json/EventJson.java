package org.musterhpc.launcher.view.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Move;

/** A line of {@code events --json}. */
public final class EventJson {
    private static final Set<String> NUMBERS = Set.of("attempt", "exit", "signal", "token", "count", "n", "delay_ms");

    private EventJson() {}

    public static ObjectNode of(View.Event event) {
        ObjectNode line = Json.object();
        Json.time(line, "time", event.time());
        line.put("kind", event.kind());
        line.put("id", event.id().isEmpty() ? null : event.id());
        line.put("stage", event.stage().isEmpty() ? null : event.stage());
        line.put("state", state(event.kind()));
        line.putNull("outcome").putNull("attempt");
        event.detail().forEach((key, value) -> {
            if (NUMBERS.contains(key) && value.matches("-?\\d{1,18}")) {
                line.put(key, Long.parseLong(value));
            } else {
                line.put(key, value);
            }
        });
        return line;
    }

    /** The state that a move leads to; null for what is not a task's move. */
    private static @Nullable String state(String kind) {
        for (Move move : Move.values()) {
            if (move.name().toLowerCase(Locale.ROOT).equals(kind)) {
                return move.to().name();
            }
        }
        return null;
    }
}
