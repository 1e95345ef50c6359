package org.musterhpc.queue.redis.campaign;

import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** What Muster pushes itself: messages with numbers, one after the other. */
public final class Numbered {
    private Numbered() {}

    /** The number of the last message that was pushed; 0 where there is none. */
    public static long last(ScriptRunner runner, String counts) {
        String next = runner.ask(redis -> redis.hget(counts, "next"));
        if (next == null) {
            return 0;
        }
        if (!next.matches("\\d{1,16}")) {
            throw new DamagedException(
                    "Redis holds no number of the next message in " + counts + ", field next",
                    "somebody else wrote there: muster restore NAME builds the campaign anew",
                    null);
        }
        return Long.parseLong(next) - 1;
    }
}
