package org.musterhpc.queue.redis.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** The list of a campaign's agents: {@code seen lease {what it is}} by name. */
public final class AgentRegistry {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final Pattern FORM = Pattern.compile("(\\d{1,15}) (\\d{1,15}) (\\{.*)", Pattern.DOTALL);
    private static final int PORTION = 500;
    private static final Pattern NAME = Pattern.compile("\\S{1,500}");

    private final ScriptRunner runner;
    private final Keys keys;
    private final String places;

    public AgentRegistry(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.keys = known.keys();
        this.places = Integer.toString(known.campaign().stages().size());
    }

    /** What an agent is, and when it was last heard of. */
    public record Entry(AgentInfo info, Instant seen) {}

    public List<Entry> all() {
        Map<String, Entry> entries = new LinkedHashMap<>(); // a page may show the same agent again
        Scan.hash(runner, keys.agents(), (name, text) -> {
            Entry entry = read(name, text);
            if (entry != null) {
                entries.put(name, entry);
            }
        });
        return List.copyOf(entries.values());
    }

    /** Others say that they are gone: what they hold still lapses, and one that lives comes back. */
    public void forget(Collection<String> agents) {
        drop("gone", unseen(agents));
    }

    /** It says so itself. */
    public void left(String agent) {
        drop("left", Map.of(agent, ""));
    }

    /** Those that nobody has heard of since then, and whatever no agent wrote. */
    public void forgetBefore(Instant time) {
        List<String> old = new ArrayList<>();
        Scan.hash(runner, keys.agents(), (name, text) -> {
            Entry entry = read(name, text);
            if (entry == null || entry.seen().isBefore(time)) {
                old.add(name);
            }
        });
        drop("old", unseen(old));
    }

    /**
     * Nothing of them is in flight any more.
     *
     * @param silent agents, with when their leases ended, as a look found it
     */
    public void fellSilent(Map<String, String> silent) {
        drop("silent", silent);
    }

    private static Map<String, String> unseen(Collection<String> agents) {
        Map<String, String> names = new LinkedHashMap<>();
        agents.forEach(agent -> names.put(agent, ""));
        return names;
    }

    private void drop(String how, Map<String, String> agents) {
        List<String> names = List.copyOf(agents.keySet());
        for (int from = 0; from < names.size(); from += PORTION) {
            List<String> args = new ArrayList<>(List.of(runner.time(), places, how));
            for (String name : names.subList(from, Math.min(from + PORTION, names.size()))) {
                args.add(name);
                args.add(agents.getOrDefault(name, ""));
            }
            runner.run(Script.FORGET.on(List.of(keys.agents(), keys.beats(), keys.revoked(), keys.answers()), args));
        }
    }

    /** What an agent says of itself with each beat. */
    public static String describe(AgentInfo who) {
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
