package org.musterhpc.launcher.shell;

import java.time.Duration;

/** A time limit that runs, by the clock that nobody sets. */
public final class TimeLimit {
    private final long start = System.nanoTime();
    private final Duration limit;

    public TimeLimit(Duration limit) {
        this.limit = limit;
    }

    public Duration took() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    Duration left() {
        return limit.minus(took());
    }

    boolean over() {
        return left().isNegative();
    }
}
