package org.musterhpc.agent.time;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Redis' time, as of its last answer plus what has passed since by the monotonic clock: this node's date may be wrong. */
public final class RedisClock implements InstantSource {
    private final LongSupplier nanos;
    private volatile Mark mark;

    private record Mark(Instant redis, long nanos) {}

    /**
     * @param nanos the monotonic clock
     * @param first what to say until Redis has answered for the first time
     */
    public RedisClock(LongSupplier nanos, Instant first) {
        this.nanos = nanos;
        this.mark = new Mark(first, nanos.getAsLong());
    }

    /** Takes over what Redis just said. */
    public void heard(Instant redisNow) {
        mark = new Mark(redisNow, nanos.getAsLong());
    }

    @Override
    public Instant instant() {
        Mark last = mark;
        return last.redis().plusNanos(nanos.getAsLong() - last.nanos());
    }

    /** The monotonic clock, in nanoseconds from anywhere. */
    public long nanos() {
        return nanos.getAsLong();
    }
}
