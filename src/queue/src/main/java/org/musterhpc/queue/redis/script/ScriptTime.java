package org.musterhpc.queue.redis.script;

import java.util.concurrent.TimeUnit;

/** What scripts are told as the time: empty, so that they ask Redis, unless a test drives time by hand. */
@FunctionalInterface
public interface ScriptTime {
    /** Milliseconds, or empty. */
    String text();

    /** The monotonic clock of this process; where a test drives time, it drives this, too. */
    default long nanos() {
        String text = text();
        return text.isEmpty() ? System.nanoTime() : TimeUnit.MILLISECONDS.toNanos(Long.parseLong(text));
    }
}
