package org.musterhpc.agent.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits that double from try to try up to a limit, each somewhere between half and the whole, so that agents spread. */
public final class Backoff {
    private final long first;
    private final long last;
    private final RandomGenerator random;
    private long next;

    public Backoff(Duration first, Duration last, RandomGenerator random) {
        this.first = first.toNanos();
        this.last = last.toNanos();
        this.random = random;
        this.next = this.first;
    }

    /** The next wait, in nanoseconds. */
    public long next() {
        long whole = next;
        next = Math.min(last, next * 2);
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }

    public void reset() {
        next = first;
    }
}
