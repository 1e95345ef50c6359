package org.musterhpc.agent.process;

import java.time.Duration;

/** A point in monotonic time. */
record Deadline(long nanos) {

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean passed() {
        return nanos - System.nanoTime() <= 0;
    }

    /** At least 1, so that it is safe for {@link Object#wait(long)}, for which 0 is forever. */
    long millisLeft() {
        return Math.max(1, (nanos - System.nanoTime()) / 1_000_000);
    }
}
