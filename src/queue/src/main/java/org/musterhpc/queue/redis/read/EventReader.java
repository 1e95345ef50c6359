package org.musterhpc.queue.redis.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View.Cursor;
import org.musterhpc.queue.View.Event;
import org.musterhpc.queue.View.Events;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.DoneCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.StreamEntryID;

/** Reads the campaign's events and its completed queues as one sequence in time. */
public final class EventReader {
    private EventReader() {}

    private record Item(StreamEntryID id, String key, Event event) {}

    public static Events read(ScriptRunner runner, CampaignReader.Known known, @Nullable Cursor cursor, int limit) {
        Map<String, String> positions = new HashMap<>(cursor == null ? Map.of() : cursor.positions());
        List<Item> items = new ArrayList<>();
        String events = known.keys().events();
        page(runner, events, positions, limit).forEach(entry -> items.add(new Item(entry.id(), events, moved(entry))));
        for (Stage stage : known.campaign().stages()) {
            String done = known.keys().done(stage.name());
            page(runner, done, positions, limit)
                    .forEach(entry -> items.add(new Item(entry.id(), done, done(stage.name(), entry))));
        }
        items.sort(Comparator.comparing(Item::id));
        List<Item> some = items.subList(0, Math.min(limit, items.size()));
        some.forEach(item -> positions.put(item.key(), item.id().toString()));
        return new Events(some.stream().map(Item::event).toList(), new Cursor(Map.copyOf(positions)));
    }

    private static List<Scan.Entry> page(ScriptRunner runner, String key, Map<String, String> positions, int limit) {
        String last = positions.get(key);
        return Scan.entries(runner, key, last == null ? "-" : "(" + last, limit);
    }

    private static Event moved(Scan.Entry entry) {
        Map<String, String> fields = new LinkedHashMap<>(entry.fields());
        String kind = fields.remove("kind");
        String stage = fields.remove("stage");
        String id = fields.remove("id");
        return new Event(
                Instant.ofEpochMilli(entry.id().getTime()),
                kind == null ? "" : kind,
                stage == null ? "" : stage,
                id == null ? "" : id,
                fields);
    }

    private static Event done(String stage, Scan.Entry entry) {
        Ending ending = DoneCodec.read(stage, entry.record(), place -> null);
        return new Event(
                Instant.ofEpochMilli(entry.id().getTime()),
                "finish",
                stage,
                ending.message().id(),
                Map.of("outcome", ending.last().outcome().name()));
    }
}
