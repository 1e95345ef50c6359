package org.musterhpc.queue.redis;

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
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** Reads the campaign's events and its completed queues as one sequence in time. */
final class EventReader {
    private EventReader() {}

    private record Item(StreamEntryID id, String key, Event event) {}

    static Events read(Wire wire, CampaignReader.Known known, @Nullable Cursor cursor, int limit) {
        Map<String, String> positions = new HashMap<>(cursor == null ? Map.of() : cursor.positions());
        List<Item> items = new ArrayList<>();
        String events = known.keys().events();
        page(wire, events, positions, limit).forEach(entry -> items.add(new Item(entry.getID(), events, moved(entry))));
        for (Stage stage : known.campaign().stages()) {
            String done = known.keys().done(stage.name());
            page(wire, done, positions, limit).forEach(entry -> items.add(new Item(entry.getID(), done, done(entry))));
        }
        items.sort(Comparator.comparing(Item::id));
        List<Item> some = items.subList(0, Math.min(limit, items.size()));
        some.forEach(item -> positions.put(item.key(), item.id().toString()));
        return new Events(some.stream().map(Item::event).toList(), new Cursor(Map.copyOf(positions)));
    }

    private static List<StreamEntry> page(Wire wire, String key, Map<String, String> positions, int limit) {
        String last = positions.get(key);
        return wire.ask(redis -> redis.xrange(key, last == null ? "-" : "(" + last, "+", limit));
    }

    private static Event moved(StreamEntry entry) {
        Map<String, String> fields = new LinkedHashMap<>(entry.getFields());
        String kind = fields.remove("kind");
        String stage = fields.remove("stage");
        String id = fields.remove("id");
        return new Event(
                Instant.ofEpochMilli(entry.getID().getTime()),
                kind == null ? "" : kind,
                stage == null ? "" : stage,
                id == null ? "" : id,
                fields);
    }

    private static Event done(StreamEntry entry) {
        Ending ending = Pages.ending(entry);
        return new Event(
                Instant.ofEpochMilli(entry.getID().getTime()),
                "finish",
                ending.stage(),
                ending.message().id(),
                Map.of("outcome", ending.last().outcome().name()));
    }
}
