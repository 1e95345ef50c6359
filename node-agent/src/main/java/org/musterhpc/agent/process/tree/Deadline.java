package org.musterhpc.agent.process.tree;

import java.time.Duration;

/** A point in monotonic time. */
public record Deadline(long nanos) {

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean passed() {
        return nanos - System.nanoTime() <= 0;
    }

    /** At least 1, so that it is safe for {@link Object#wait(long)}, for which 0 is forever. */
    public long millisLeft() {
        return Math.max(1, (nanos - System.nanoTime()) / 1_000_000);
    }
}
