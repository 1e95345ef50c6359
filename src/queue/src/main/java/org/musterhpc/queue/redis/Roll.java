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
import java.util.List;
import org.musterhpc.queue.WorkQueue.AgentInfo;

/** The list of a campaign's agents: {@code seen lease {what it is}} by name. */
final class Roll {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Wire wire;
    private final Keys keys;

    Roll(Wire wire, Keys keys) {
        this.wire = wire;
        this.keys = keys;
    }

    /** What an agent is, and when it was last heard of. */
    record Entry(AgentInfo info, Instant seen) {}

    List<Entry> all() {
        return wire.ask(redis -> redis.hgetAll(keys.agents())).entrySet().stream()
                .map(entry -> read(entry.getKey(), entry.getValue()))
                .toList();
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

    private static Entry read(String name, String text) {
        String[] parts = text.split(" ", 3);
        Instant seen = Instant.ofEpochMilli(Long.parseLong(parts[0]));
        Duration lease = Duration.ofMillis(Long.parseLong(parts[1]));
        try {
            JsonNode json = JSON.readTree(parts[2]);
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
            throw new IllegalStateException("what agent " + name + " said of itself is not JSON", e);
        }
    }
}
