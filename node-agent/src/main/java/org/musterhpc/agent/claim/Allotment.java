package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.model.Stage;

/** What the allocation still offers to a task; time passes by the monotonic clock, so a wrong date cannot cut it short. */
public final class Allotment {
    private final @Nullable Duration whole;
    private final @Nullable Long memory;
    private final LongSupplier nanos;
    private final long begun;

    /**
     * @param rest how long from now until what runs must be ended, or null where nobody knows
     * @param memory how many bytes there are, or null where nobody knows
     * @param nanos the monotonic clock
     */
    public Allotment(@Nullable Duration rest, @Nullable Long memory, LongSupplier nanos) {
        this.whole = rest;
        this.memory = memory;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** How long a task may take from now on, not above 0 where time is up; null where nobody knows. */
    public @Nullable Duration rest() {
        return whole == null ? null : whole.minusNanos(nanos.getAsLong() - begun);
    }

    Offer offer() {
        return new Offer(rest(), memory);
    }

    /** Whether the stage's tasks can be run here to their end; one that has grown beyond its stage is the queue's affair. */
    boolean fits(Stage stage) {
        Duration rest = rest();
        Long needed = stage.limits().memory();
        return (rest == null || stage.limits().walltime().compareTo(rest) <= 0)
                && (memory == null || needed == null || needed <= memory);
    }
}
