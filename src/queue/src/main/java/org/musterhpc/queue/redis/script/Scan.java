package org.musterhpc.queue.redis.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.StreamEntryID;

/**
 * Walks through large structures a page at a time, so that neither side holds them whole. Of a value that is longer than
 * any of ours, the first part comes; a key of another type is empty.
 */
public final class Scan {
    public static final int PAGE = 1_000;
    /** How large values are shows in the first few. */
    static final int FIRST = 16;
    /** A message and what its task may have written beside it are far less. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int PART = 4_096;

    private Scan() {}

    /** An entry of a stream; a field without a value is left out. */
    public record Entry(StreamEntryID id, Map<String, String> fields) {
        /** The record in an entry of a completed queue; empty where there is none. */
        public String record() {
            return fields.getOrDefault("r", "");
        }
    }

    /** Fields and values; one that is there all the while is seen at least once, and by us exactly once a page. */
    public static void hash(ScriptRunner runner, String key, BiConsumer<String, String> sink) {
        walk(runner, key, "hash", (field, value) -> sink.accept(field, (String) value));
    }

    /** Elements from head to tail; one that is there all the while is seen, whatever is popped before it. */
    public static void list(ScriptRunner runner, String key, Consumer<String> sink) {
        IndexWalk.of(runner, key, "list", (none, element) -> sink.accept(element));
    }

    /** Messages of a list; without the blanks that those left which were taken out. */
    public static void messages(ScriptRunner runner, String key, Consumer<String> sink) {
        list(runner, key, body -> {
            if (!body.isEmpty()) {
                sink.accept(body);
            }
        });
    }

    /** Members with their scores, lowest first; one that is there all the while is seen, whatever is taken before it. */
    public static void sorted(ScriptRunner runner, String key, BiConsumer<String, Double> sink) {
        IndexWalk.of(runner, key, "zset", (score, member) -> sink.accept(member, score(score)));
    }

    /** Entries of a stream, oldest first. */
    public static void stream(ScriptRunner runner, String key, Consumer<Entry> sink) {
        walk(runner, key, "stream", (id, fields) -> sink.accept(entry(id, (List<?>) fields)));
    }

    /** Up to so many entries of a stream; fewer where they are long. */
    public static List<Entry> entries(ScriptRunner runner, String key, String from, int most) {
        List<Entry> entries = new ArrayList<>();
        page(runner, key, "stream", from, most, (id, fields) -> entries.add(entry(id, (List<?>) fields)));
        return entries;
    }

    /** One entry of a stream; null where it is not there. */
    public static @Nullable Entry entry(ScriptRunner runner, String key, StreamEntryID id) {
        List<Entry> entries = entries(runner, key, id.toString(), 1);
        return entries.isEmpty() || !entries.get(0).id().equals(id) ? null : entries.get(0);
    }

    /** Those of these entries of a stream that are there, in one round trip: for some hundred at a time. */
    public static List<Entry> entries(ScriptRunner runner, String key, List<StreamEntryID> ids) {
        List<Script.Call> calls = ids.stream()
                .map(id -> call(runner, key, "stream", id.toString(), 1))
                .toList();
        List<Object> replies = calls.isEmpty() ? List.of() : runner.runAll(calls);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            List<?> page = (List<?>) replies.get(i);
            if (page.size() > 2 && ids.get(i).toString().equals(page.get(1))) { // else it is gone, and this is the next
                entries.add(entry((String) page.get(1), (List<?>) page.get(2)));
            }
        }
        return entries;
    }

    /** Up to so many elements of a list, from an index that counts from its end where it is less than 0; fewer where they are long. */
    public static List<String> some(ScriptRunner runner, String key, int from, int most) {
        List<String> elements = new ArrayList<>();
        page(runner, key, "list", Integer.toString(from), most, (none, element) -> elements.add((String) element));
        return elements;
    }

    /** Up to so many members with their scores, lowest first; fewer where they are long. */
    public static List<String> lowest(ScriptRunner runner, String key, int most) {
        List<String> members = new ArrayList<>();
        page(runner, key, "zset", "", most, (score, member) -> members.add((String) member));
        return members;
    }

    /** Strings of Redis, each the first part where it is too long, and empty where there is none. */
    public static List<String> texts(ScriptRunner runner, List<String> keys) {
        List<Script.Call> calls =
                keys.stream().map(key -> call(runner, key, "string", "", 1)).toList();
        return runner.runAll(calls).stream()
                .map(reply -> (List<?>) reply)
                .map(reply -> reply.size() < 3 ? "" : (String) reply.get(2))
                .toList();
    }

    /** A field of a hash, or the first part of one that is too long; null where there is none. */
    public static @Nullable String field(ScriptRunner runner, String key, String field) {
        List<?> reply = (List<?>) runner.run(call(runner, key, "field", field, 1));
        return reply.size() < 3 ? null : (String) reply.get(2);
    }

    /**
     * One page, for whoever goes on later.
     *
     * @param kind {@code hash}, {@code list}, {@code zset} or {@code stream}
     * @param from where to go on: what this returned before; empty: at the beginning
     * @param most how many at the most; a hash may give more
     * @param sink gets field and value, nothing and element, score and member, or id and fields, as they come
     * @return where the next page begins; empty where there is none
     */
    public static String page(
            ScriptRunner runner, String key, String kind, String from, int most, BiConsumer<String, Object> sink) {
        List<?> page = (List<?>) runner.run(call(runner, key, kind, from, most));
        for (int i = 1; i + 1 < page.size(); i += 2) {
            sink.accept((String) page.get(i), page.get(i + 1));
        }
        return (String) page.get(0);
    }

    private static void walk(ScriptRunner runner, String key, String kind, BiConsumer<String, Object> sink) {
        String from = "";
        int most = FIRST;
        do {
            from = page(runner, key, kind, from, most, sink);
            most = Math.min(PAGE, 4 * most);
        } while (!from.isEmpty());
    }

    private static Script.Call call(ScriptRunner runner, String key, String kind, String from, int most) {
        return Script.PAGE.on(
                List.of(key),
                List.of(
                        runner.time(),
                        kind,
                        from,
                        Integer.toString(most),
                        Integer.toString(MOST_BYTES),
                        Integer.toString(PART)));
    }

    private static Entry entry(String id, List<?> list) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            fields.put((String) list.get(i), (String) list.get(i + 1));
        }
        return new Entry(new StreamEntryID(id), fields);
    }

    /** As Redis writes it; it knows infinities. */
    public static double score(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
