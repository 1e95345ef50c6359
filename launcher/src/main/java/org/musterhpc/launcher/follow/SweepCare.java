package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.policy.Sweeper;

/** Takes tasks back whose agent fell silent. Agents do that, too; this is for when none is left. */
public final class SweepCare implements Care, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final WorkQueue queue;
    private final Sweeper sweeper;
    private Instant now = Instant.EPOCH;
    private Instant next = Instant.EPOCH;

    public SweepCare(WorkQueue queue) {
        this.queue = queue;
        this.sweeper = new Sweeper(queue, () -> now);
    }

    @Override
    public List<String> turn(View.Overview overview) {
        now = overview.now();
        boolean working = overview.stages().values().stream().anyMatch(tally -> tally.count(State.WORKING) > 0);
        if (!working || now.isBefore(next)) {
            return List.of();
        }
        next = now.plus(EVERY);
        Sweeper.Swept swept = sweeper.runOnce();
        return swept.taken() == 0
                ? List.of()
                : List.of(swept.taken() + (swept.taken() == 1 ? " task" : " tasks")
                        + " taken back from an agent that fell silent or let the walltime pass");
    }

    @Override
    public void close() {
        queue.close();
    }
}
