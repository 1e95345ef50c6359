package org.musterhpc.queue.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.WorkQueue.AgentInfo;

/** The list of a campaign's agents: {@code seen lease {what it is}} by name. */
final class Roll {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final Pattern FORM = Pattern.compile("(\\d{1,15}) (\\d{1,15}) (\\{.*)", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("\\S{1,500}");

    private final Wire wire;
    private final Keys keys;

    Roll(Wire wire, Keys keys) {
        this.wire = wire;
        this.keys = keys;
    }

    /** What an agent is, and when it was last heard of. */
    record Entry(AgentInfo info, Instant seen) {}

    List<Entry> all() {
        Map<String, Entry> entries = new LinkedHashMap<>(); // a page may show the same agent again
        Pages.hash(wire, keys.agents(), (name, text) -> {
            Entry entry = read(name, text);
            if (entry != null) {
                entries.put(name, entry);
            }
        });
        return List.copyOf(entries.values());
    }

    void forget(Collection<String> agents) {
        if (!agents.isEmpty()) {
            wire.ask(redis -> redis.hdel(keys.agents(), agents.toArray(String[]::new)));
        }
    }

    /** What an agent says of itself with each beat. */
    static String describe(AgentInfo who) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("cluster", who.cluster());
        json.put("host", who.host());
        json.put("pid", who.pid());
        json.put("allocation", who.allocation());
        json.put("slots", who.slots());
        return json.toString();
    }

    /** Null where no agent wrote it: whoever can write to Redis can put anything there. */
    private static @Nullable Entry read(String name, String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !NAME.matcher(name).matches()) {
            return null;
        }
        Instant seen = Instant.ofEpochMilli(Long.parseLong(parts.group(1)));
        Duration lease = Duration.ofMillis(Long.parseLong(parts.group(2)));
        try {
            JsonNode json = JSON.readTree(parts.group(3));
            AgentInfo info = new AgentInfo(
                    name,
                    json.path("cluster").asText(),
                    json.path("host").asText(),
                    json.path("pid").asLong(),
                    json.path("allocation").asText(),
                    json.path("slots").asInt(),
                    lease);
            return new Entry(info, seen);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
