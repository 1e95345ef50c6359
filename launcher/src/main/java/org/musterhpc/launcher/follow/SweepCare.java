package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.policy.Sweeper;

/**
 * Takes tasks back whose agent fell silent. Agents do that, too; this is for when none is left.
 *
 * <p>Where Redis itself was silent, agents could not prolong their leases: they are given a whole one before any is taken.
 */
public final class SweepCare implements Care, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final WorkQueue queue;
    private final Sweeper sweeper;
    private final Duration lease;
    private Instant now = Instant.EPOCH;
    private Instant next = Instant.EPOCH;

    /** @param lease that of agents: so long after Redis was silent nothing is taken */
    public SweepCare(WorkQueue queue, Duration lease) {
        this.queue = queue;
        this.lease = lease;
        this.sweeper = new Sweeper(queue, () -> now, System::nanoTime, lease);
    }

    @Override
    public List<String> turn(View.Overview overview) {
        // A lease is prolonged well before its half is over.
        boolean silent = !now.equals(Instant.EPOCH) && overview.now().isAfter(now.plus(lease.dividedBy(2)));
        now = overview.now();
        if (silent) {
            next = now.plus(lease);
        }
        boolean working = overview.stages().values().stream().anyMatch(tally -> tally.count(State.WORKING) > 0);
        if (!working || now.isBefore(next)) {
            return List.of();
        }
        next = now.plus(EVERY);
        int taken = taken();
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
                next = now.plus(lease);
                return 0;
            }
            return swept.taken();
        } catch (QueueUnavailableException e) {
            next = now.plus(lease); // it refuses: agents, too
            throw e;
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
