package org.musterhpc.queue.redis.read;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.View.AgentView;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.campaign.AgentRegistry;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** A campaign's agents, and how much each has under way. */
public final class AgentReader {
    private static final String PAGE = "1000";

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    /** Agent → how many tasks it holds. */
    private final Map<String, Integer> holds = new HashMap<>();
    /** Agent → how many tasks it runs beside another that holds them. */
    private final Map<String, Integer> doubles = new HashMap<>();

    private AgentReader(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.known = known;
    }

    /** By name. */
    public static List<AgentView> read(ScriptRunner runner, CampaignReader.Known known) {
        return new AgentReader(runner, known).read();
    }

    private List<AgentView> read() {
        for (Stage stage : known.campaign().stages()) {
            count(stage.name());
        }
        Instant now = TallyReader.read(runner, known).now();
        return new AgentRegistry(runner, known)
                .all().stream()
                        .map(entry -> agent(entry, now))
                        .sorted(Comparator.comparing(agent -> agent.info().name()))
                        .toList();
    }

    /** A stage without second attempts is not asked for them: the answer about its tasks says whether there are any. */
    private void count(String stage) {
        boolean doubled = false;
        String cursor = "0";
        do {
            List<?> page = page(Script.HOLDERS, stage, cursor);
            doubled = (Long) page.get(1) > 0;
            add(page, 2, holds);
            cursor = (String) page.get(0);
        } while (!cursor.equals("0"));
        while (doubled) {
            List<?> page = page(Script.SECOND_HOLDERS, stage, cursor);
            add(page, 1, doubles);
            cursor = (String) page.get(0);
            doubled = !cursor.equals("0");
        }
    }

    private List<?> page(Script script, String stage, String cursor) {
        Keys keys = known.keys();
        return (List<?>) runner.run(
                script.on(List.of(keys.working(stage), keys.doubles(stage)), List.of(runner.time(), cursor, PAGE)));
    }

    private static void add(List<?> page, int from, Map<String, Integer> counts) {
        for (int i = from; i + 1 < page.size(); i += 2) {
            counts.merge((String) page.get(i), Math.toIntExact((Long) page.get(i + 1)), Integer::sum);
        }
    }

    private AgentView agent(AgentRegistry.Entry entry, Instant now) {
        String name = entry.info().name();
        Duration lease = entry.info().leaseTime();
        // Seen further ahead than a lease: the clock was put back since.
        boolean alive = !entry.seen().plus(lease).isBefore(now)
                && !entry.seen().minus(lease).isAfter(now);
        // Nobody takes a second attempt back from an agent that is gone: what it holds lapses, this goes with the
        // task's end.
        int beside = alive ? doubles.getOrDefault(name, 0) : 0;
        return new AgentView(entry.info(), entry.seen(), alive, holds.getOrDefault(name, 0) + beside);
    }
}
