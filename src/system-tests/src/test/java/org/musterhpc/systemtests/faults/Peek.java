package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.testkit.Ceiling;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.StreamEntry;

/** Looks into Redis by the documented keys, past all that is under test, on a connection of its own. */
final class Peek implements AutoCloseable {
    /** So many are kept at the least. */
    private static final int EVENTS_KEPT = 10_000;

    private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");

    private final int port;
    private final String campaign;
    private final List<String> stages;
    private final List<String> submitted;
    private @Nullable Jedis connection;

    /** @param submitted those of the stages whose tasks no result brings along */
    Peek(int port, String campaign, List<String> stages, List<String> submitted) {
        this.port = port;
        this.campaign = campaign;
        this.stages = stages;
        this.submitted = submitted;
    }

    /** What stood in Redis at one moment, or nearly so. */
    record Look(
            Map<String, String> inFlight, long waiting, long ended, long pushed, boolean submitted, boolean sealed) {
        boolean complete() {
            return sealed && pushed == ended;
        }

        long atRisk() {
            return inFlight.size() + waiting;
        }
    }

    String key(String stage, String role) {
        return "muster:{" + campaign + "}:" + stage + ":" + role;
    }

    /** Asks; empty where Redis does not answer, or refuses. */
    synchronized <T> Optional<T> ask(Function<Jedis, T> question) {
        try {
            if (connection == null) {
                connection = new Jedis("127.0.0.1", port, Math.toIntExact(Ceiling.TIME.toMillis()));
            }
            return Optional.of(question.apply(connection));
        } catch (JedisException e) {
            close();
            return Optional.empty();
        }
    }

    /** Does something to a Redis that must answer. */
    <T> T must(Function<Jedis, T> command) {
        return ask(command).orElseThrow(() -> new IllegalStateException("Redis does not answer the test"));
    }

    Optional<Look> look() {
        return ask(this::look);
    }

    private Look look(Jedis redis) {
        Map<String, String> inFlight = new HashMap<>();
        long waiting = 0;
        long ended = 0;
        long pushed = 0;
        boolean sealed = true;
        boolean sent = true;
        for (String stage : stages) {
            // Tokens are of a stage, and ids begin with its name.
            redis.hgetAll(key(stage, "working"))
                    .forEach((id, lease) -> inFlight.put(id, lease.substring(0, lease.indexOf(' '))));
            waiting += redis.llen(key(stage, "proc"))
                    + redis.zcard(key(stage, "delayed"))
                    + redis.llen(key(stage, "held"))
                    + redis.hlen(key(stage, "blocked"));
            ended += redis.xlen(key(stage, "done"))
                    + redis.hlen(key(stage, "dead"))
                    + redis.hlen(key(stage, "cancelled"));
            Map<String, String> counts = redis.hgetAll(key(stage, "counts"));
            pushed += Long.parseLong(counts.getOrDefault("pushed", "0"));
            sealed &= counts.containsKey("sealed");
            sent &= counts.containsKey("sealed") || !submitted.contains(stage);
        }
        return new Look(inFlight, waiting, ended, pushed, sent, sealed);
    }

    long pushed() {
        return look().map(Look::pushed).orElse(0L);
    }

    boolean knowsCampaign() {
        return ask(redis -> redis.exists("muster:{" + campaign + "}:campaign")).orElse(false);
    }

    /** Attempts before the last one, id → JSON objects joined by commas. */
    Map<String, String> history() {
        Map<String, String> all = new HashMap<>();
        for (String stage : stages) {
            all.putAll(must(redis -> redis.hgetAll(key(stage, "history"))));
        }
        return all;
    }

    /** Who was given second attempts, by task; empty where Redis has begun to forget events. */
    Optional<Map<String, List<String>>> seconds() {
        String events = "muster:{" + campaign + "}:events";
        if (must(redis -> redis.xlen(events)) >= EVENTS_KEPT) {
            return Optional.empty();
        }
        Map<String, List<String>> given = new HashMap<>();
        for (StreamEntry event : must(redis -> redis.xrange(events, "-", "+"))) {
            Map<String, String> fields = event.getFields();
            if ("double".equals(fields.get("kind"))) {
                given.computeIfAbsent(fields.get("id"), id -> new ArrayList<>()).add(fields.get("agent"));
            }
        }
        return Optional.of(given);
    }

    /** Processes of the agents that have to do with a task which is run twice just now, if Redis answers. */
    Set<Long> pidsOfDoubled() {
        return ask(redis -> {
                    Set<Long> pids = new HashSet<>();
                    for (String stage : stages) {
                        Map<String, String> working = redis.hgetAll(key(stage, "working"));
                        redis.hgetAll(key(stage, "doubles")).forEach((id, text) -> {
                            String[] two = text.split(" ", -1);
                            String[] one = working.getOrDefault(id, "").split(" ", 3);
                            if (one[0].equals(two[0]) && !two[1].equals("0")) {
                                pids.add(pid(redis, one[1]));
                                pids.add(pid(redis, two[2]));
                            }
                        });
                    }
                    return pids;
                })
                .orElse(Set.of());
    }

    /** Not above 0: it is not known any more. */
    private long pid(Jedis redis, String agent) {
        String text = redis.hget("muster:{" + campaign + "}:agents", agent);
        Matcher pid = PID.matcher(text == null ? "" : text);
        return pid.find() ? Long.parseLong(pid.group(1)) : -1;
    }

    /** Keys that speak of the campaign. */
    Set<String> keys() {
        return must(redis -> redis.keys("muster:{" + campaign + "}*"));
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
