package org.musterhpc.queue.redis.read;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.StreamEntryID;

/** Which entry of the completed queue has a task's record, as the index keeps it: in base 16, {@code ms-number}. */
public final class EntryId {
    private static final int BASE = 16;
    private static final Pattern SHORT = Pattern.compile("([0-9a-f]{1,12})-([0-9a-f]{1,12})");

    private EntryId() {}

    public static String shortened(StreamEntryID entry) {
        return Long.toString(entry.getTime(), BASE) + "-" + Long.toString(entry.getSequence(), BASE);
    }

    /** Null where it can be none. */
    public static @Nullable StreamEntryID whole(String text) {
        Matcher parts = SHORT.matcher(text);
        return parts.matches()
                ? new StreamEntryID(Long.parseLong(parts.group(1), BASE), Long.parseLong(parts.group(2), BASE))
                : null;
    }
}
