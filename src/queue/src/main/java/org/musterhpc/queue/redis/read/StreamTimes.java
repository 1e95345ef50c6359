package org.musterhpc.queue.redis.read;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Finds a place in a stream, whose entries cannot be counted off, by the times in their ids: a look at one entry each step. */
record StreamTimes(ScriptRunner runner, String key) {
    private static final long FIRST_STEP_MS = 1_000;

    /**
     * @param share of the time from the first entry to the last
     * @return after which id to go on; empty: from the beginning
     */
    String at(double share) {
        long first = after("");
        if (first < 0 || share <= 0) {
            return "";
        }
        return id(first + (long) (share * (last(first) - first)));
    }

    /** Looks twice as far each time until nothing is there, then between what is there and what is not. */
    private long last(long first) {
        long there = first;
        long step = FIRST_STEP_MS;
        for (long next = after(id(there + step)); next >= 0; next = after(id(there + step))) {
            there = next;
            step *= 2;
        }
        long beyond = there + step;
        while (beyond - there > 1) {
            long middle = there + (beyond - there) / 2;
            long next = after(id(middle));
            if (next >= 0) {
                there = next;
            } else {
                beyond = middle;
            }
        }
        return there;
    }

    /** When the entry was made that follows an id; less than 0: there is none. */
    private long after(String id) {
        List<String> ids = new ArrayList<>();
        Scan.page(runner, key, "stream", id, 1, (entry, fields) -> ids.add(entry));
        return ids.isEmpty()
                ? -1
                : Long.parseLong(ids.get(0).substring(0, ids.get(0).indexOf('-')));
    }

    private static String id(long ms) {
        return "(" + ms + "-0";
    }
}
