package org.musterhpc.queue.redis;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.EndingCodec;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.Tuple;

/** Walks through large structures a page at a time, so that neither side holds them whole. */
final class Pages {
    static final int PAGE = 1_000;

    private Pages() {}

    /** Fields and values; one that is there all the while is seen at least once, and by us exactly once a page. */
    static void hash(Wire wire, String key, BiConsumer<String, String> sink) {
        ScanParams page = new ScanParams().count(PAGE);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            String from = cursor;
            ScanResult<Map.Entry<String, String>> result = wire.ask(redis -> redis.hscan(key, from, page));
            result.getResult().forEach(entry -> sink.accept(entry.getKey(), entry.getValue()));
            cursor = result.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    }

    /** Elements from head to tail. What is popped meanwhile shifts the rest: a listing, not an account. */
    static void list(Wire wire, String key, Consumer<String> sink) {
        int from = 0;
        List<String> page;
        do {
            int first = from;
            page = wire.ask(redis -> redis.lrange(key, first, first + PAGE - 1));
            page.forEach(sink);
            from += PAGE;
        } while (page.size() == PAGE);
    }

    /** Members with their scores, lowest first. */
    static void sorted(Wire wire, String key, BiConsumer<String, Double> sink) {
        int from = 0;
        List<Tuple> page;
        do {
            int first = from;
            page = wire.ask(redis -> redis.zrangeWithScores(key, first, first + PAGE - 1));
            page.forEach(member -> sink.accept(member.getElement(), member.getScore()));
            from += PAGE;
        } while (page.size() == PAGE);
    }

    /** Entries of a stream, oldest first. */
    static void stream(Wire wire, String key, Consumer<StreamEntry> sink) {
        String from = "-";
        List<StreamEntry> page;
        do {
            String first = from;
            page = wire.ask(redis -> redis.xrange(key, first, "+", PAGE));
            page.forEach(sink);
            from = page.isEmpty() ? "+" : "(" + page.get(page.size() - 1).getID();
        } while (page.size() == PAGE);
    }

    /** The record in an entry of a completed queue. */
    static Ending ending(StreamEntry entry) {
        String record = entry.getFields().get("r");
        if (record == null) {
            throw new IllegalStateException("entry " + entry.getID() + " of a completed queue has no record");
        }
        return EndingCodec.decode("?", record);
    }
}
