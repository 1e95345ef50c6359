package org.musterhpc.queue.redis;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.model.ArrayCodec;
import org.musterhpc.queue.model.ArrayRecord;

/** Reads which arrays the ledger of a campaign has. */
final class ArrayReader {
    private ArrayReader() {}

    static List<ArrayRecord> all(Wire wire, Keys keys) {
        Map<String, ArrayRecord> arrays = new HashMap<>(); // a page may show the same array again
        Pages.hash(
                wire,
                keys.arrays(),
                (name, text) -> ArrayCodec.read(name, text).ifPresent(array -> arrays.put(name, array)));
        return arrays.values().stream()
                // Names end with a number that grows.
                .sorted(Comparator.comparing((ArrayRecord array) -> array.name().length())
                        .thenComparing(ArrayRecord::name))
                .toList();
    }
}
