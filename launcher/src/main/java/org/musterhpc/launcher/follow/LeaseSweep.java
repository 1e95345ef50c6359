package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.policy.Sweeper;

/**
 * Takes back the tasks of agents that fell silent, and makes delayed tasks pending when their time has come. Agents do so,
 * too; this sweep is for when no agent is left.
 *
 * <p>While Redis was silent, agents could not prolong their leases: the sweep gives them a whole lease before it takes any.
 */
public final class LeaseSweep implements Reconciler, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final WorkQueue queue;
    private final Sweeper sweeper;
    private final Duration lease;
    private final LongSupplier nanos;
    private Instant now = Instant.EPOCH;
    /** When Redis answered last, by the monotonic clock: Redis' own may jump. */
    private long heard;

    private long next;
    private boolean first = true;

    /** @param lease that of agents; so long after Redis was silent the sweep takes nothing */
    public LeaseSweep(WorkQueue queue, Duration lease) {
        this(queue, lease, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    LeaseSweep(WorkQueue queue, Duration lease, LongSupplier nanos) {
        this.queue = queue;
        this.lease = lease;
        this.nanos = nanos;
        this.sweeper = new Sweeper(queue, () -> now, nanos, lease);
    }

    @Override
    public List<String> runOnce(View.Overview overview) {
        // A lease is prolonged well before its half is over.
        long at = nanos.getAsLong();
        boolean silent = !first && at - heard > lease.dividedBy(2).toNanos();
        now = overview.now();
        heard = at;
        if (silent || first) {
            next = silent ? at + lease.toNanos() : at;
        }
        first = false;
        boolean moving = overview.stages().values().stream()
                .anyMatch(tally -> tally.count(State.WORKING) + tally.count(State.DELAYED) > 0);
        if (!moving || at < next) {
            return List.of();
        }
        next = at + EVERY.toNanos();
        int taken = taken();
        Optional<String> jump = sweeper.clockJump();
        if (jump.isPresent()) {
            return List.of(jump.get());
        }
        return taken == 0
                ? List.of()
                : List.of(taken + (taken == 1 ? " task" : " tasks")
                        + " taken back from an agent that fell silent or let the walltime pass");
    }

    @Override
    public boolean whileDraining() {
        return true;
    }

    private int taken() {
        try {
            Sweeper.Swept swept = sweeper.runOnce().orElse(null);
            if (swept == null) {
                next = heard + lease.toNanos();
                return 0;
            }
            queue.tend(EVERY);
            return swept.taken();
        } catch (QueueUnavailableException e) {
            next = heard + lease.toNanos(); // it refuses: agents, too
            throw e;
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
