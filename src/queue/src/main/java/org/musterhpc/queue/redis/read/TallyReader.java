package org.musterhpc.queue.redis.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View.Halted;
import org.musterhpc.queue.View.Overview;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Counts all stages of a campaign at one moment. */
public final class TallyReader {
    private static final int WINDOW_MS = 10_000;
    private static final int PARTS = 11;
    private static final Pattern POWER = Pattern.compile("\\d{1,2}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,16}");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TallyReader() {}

    public static Overview read(ScriptRunner runner, CampaignReader.Known known) {
        return overview(ask(runner, known, ""), known);
    }

    /** Empty where it is not as it is known any more. */
    public static Optional<Overview> readUnchanged(ScriptRunner runner, CampaignReader.Known known) {
        Campaign campaign = known.campaign();
        String expected = known.created() + " " + campaign.digest() + " "
                + campaign.edition().number();
        List<?> reply = ask(runner, known, expected);
        return reply.size() == 1 ? Optional.empty() : Optional.of(overview(reply, known));
    }

    /** @param expected what the campaign must be; empty: whatever it is */
    private static List<?> ask(ScriptRunner runner, CampaignReader.Known known, String expected) {
        Keys keys = known.keys();
        List<String> keyList = new ArrayList<>(List.of(keys.campaign(), keys.beats()));
        for (Stage stage : known.campaign().stages()) {
            String name = stage.name();
            keyList.addAll(List.of(
                    keys.proc(name),
                    keys.held(name),
                    keys.blocked(name),
                    keys.working(name),
                    keys.delayed(name),
                    keys.index(name),
                    keys.dead(name),
                    keys.cancelled(name),
                    keys.counts(name),
                    keys.pace(name),
                    keys.runs(name)));
        }
        return (List<?>) runner.run(Script.TALLY.on(keyList, List.of(runner.time(), expected)));
    }

    private static Overview overview(List<?> reply, CampaignReader.Known known) {
        long now = (Long) reply.get(0);
        Map<String, Tally> stages = new LinkedHashMap<>();
        int at = 5;
        for (Stage stage : known.campaign().stages()) {
            boolean brought = known.campaign().brought(stage.name());
            stages.put(stage.name(), tally(reply.subList(at, at + PARTS), now, brought));
            at += PARTS;
        }
        return new Overview(
                Replies.instant(reply.get(0)),
                (Long) reply.get(1) == 1,
                Math.toIntExact((Long) reply.get(2)),
                stages,
                halted((String) reply.get(3)),
                (Long) reply.get(4) == 1);
    }

    /** Null where it was not halted, and where somebody else wrote there. */
    private static @Nullable Halted halted(String text) {
        try {
            JsonNode json = text.isEmpty() ? null : JSON.readTree(text);
            return json == null || !json.isObject()
                    ? null
                    : new Halted(
                            json.path("stage").asText(),
                            json.path("id").asText(),
                            json.path("alike").asLong(json.path("failed").asLong()),
                            json.path("how").textValue());
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static Tally tally(List<?> parts, long now, boolean brought) {
        Map<String, String> counts = flat((List<?>) parts.get(8));
        long pending = number(counts, "pending");
        Map<State, Long> states = new EnumMap<>(State.class);
        states.put(State.PENDING, pending);
        states.put(State.BLOCKED, (Long) parts.get(1) - number(counts, "blank_held") + (Long) parts.get(2));
        states.put(State.WORKING, (Long) parts.get(3));
        states.put(State.DELAYED, (Long) parts.get(4));
        states.put(State.DONE, (Long) parts.get(5));
        states.put(State.DEAD, (Long) parts.get(6));
        states.put(State.CANCELLED, (Long) parts.get(7));
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            long seen = number(counts, "out:" + outcome);
            if (seen > 0) {
                outcomes.put(outcome, seen);
            }
        }
        long since = (now - Tally.WINDOW_S * 1000L) / WINDOW_MS;
        long lately = flat((List<?>) parts.get(9)).entrySet().stream()
                .filter(window -> number(window.getKey()) > since && number(window.getKey()) <= now / WINDOW_MS)
                .mapToLong(window -> number(window.getValue()))
                .sum();
        return new Tally(
                number(counts, "pushed"),
                states,
                (Long) parts.get(0) - pending - number(counts, "blank"),
                number(counts, "late"),
                "1".equals(counts.get("sealed")),
                outcomes,
                lately,
                runTimes(flat((List<?>) parts.get(10))),
                brought);
    }

    /** @param runs as the key of that name has them; what is no number counts for nothing */
    public static RunTimes runTimes(Map<String, String> runs) {
        return new RunTimes(
                Math.max(0, number(runs, "done")),
                Duration.ofMillis(number(runs, "wall")),
                Duration.ofMillis(number(runs, "cpu")),
                powers(runs, "wall:"),
                powers(runs, "cpu:"),
                powers(runs, "memory:"));
    }

    private static NavigableMap<Integer, Long> powers(Map<String, String> runs, String prefix) {
        NavigableMap<Integer, Long> powers = new TreeMap<>();
        runs.forEach((field, value) -> {
            String power = field.startsWith(prefix) ? field.substring(prefix.length()) : "";
            if (POWER.matcher(power).matches() && number(value) > 0) {
                powers.put(Integer.valueOf(power), number(value));
            }
        });
        return powers;
    }

    private static long number(Map<String, String> counts, String key) {
        return number(counts.getOrDefault(key, "0"));
    }

    /** What is no number counts for nothing; the books tell of it. */
    private static long number(String text) {
        return NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
    }

    private static Map<String, String> flat(List<?> list) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            map.put((String) list.get(i), (String) list.get(i + 1));
        }
        return map;
    }
}
