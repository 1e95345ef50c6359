package org.musterhpc.queue.redis.read;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.codec.ArrayCodec;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Reads which arrays the ledger of a campaign has. */
public final class ArrayReader {
    private ArrayReader() {}

    public static List<ArrayRecord> all(ScriptRunner runner, Keys keys) {
        Map<String, ArrayRecord> arrays = new HashMap<>(); // a page may show the same array again
        Scan.hash(
                runner,
                keys.arrays(),
                (name, text) -> ArrayCodec.read(name, text).ifPresent(array -> arrays.put(name, array)));
        return arrays.values().stream()
                // Names end with a number that grows.
                .sorted(Comparator.comparing((ArrayRecord array) -> array.name().length())
                        .thenComparing(ArrayRecord::name))
                .toList();
    }
}
