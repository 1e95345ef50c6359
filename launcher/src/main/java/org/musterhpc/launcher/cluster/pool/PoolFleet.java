package org.musterhpc.launcher.cluster.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Goal;

/** A pool's agents, as one campaign sees them. They are neither started nor ended for it. */
final class PoolFleet implements Fleet {
    /** Between two times that the campaign is written into the pool, should Redis have lost that. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final String cluster;
    private final String campaign;
    private final Pool pool;
    private final @Nullable PoolCare care;
    private Instant next = Instant.EPOCH;
    private int agents;
    private boolean told;

    /** @param care null: the pool's agents are kept elsewhere */
    PoolFleet(String cluster, String campaign, Pool pool, @Nullable PoolCare care) {
        this.care = care;
        this.cluster = cluster;
        this.campaign = campaign;
        this.pool = pool;
        enter();
    }

    private void enter() {
        pool.enter(campaign);
        agents = pool.living().size();
        pool.ring(campaign, Math.max(1, agents));
    }

    @Override
    public String cluster() {
        return cluster;
    }

    @Override
    public Round runOnce(View.Overview overview) {
        if (!overview.now().isBefore(next)) {
            next = overview.now().plus(AGAIN);
            enter();
            if (care == null) {
                return kept(overview);
            }
        }
        return care == null ? Round.IDLE : lookAfter(care, overview);
    }

    /** Whoever follows a campaign of the pool looks after it where nobody else does. */
    private Round lookAfter(PoolCare all, View.Overview overview) {
        Round round = all.runOnce();
        boolean lacks = !round.watching() && !overview.complete() && !all.watched();
        List<String> notes = lacks && !told
                ? List.of("nobody looks after pool " + cluster + " now, so it has no more agents for this: whoever"
                        + " started it says muster pool start " + cluster)
                : List.of();
        told = lacks;
        return lacks ? new Round(false, 0, 0, notes) : round;
    }

    private Round kept(View.Overview overview) {
        boolean lacks = agents == 0 && !overview.complete();
        List<String> notes = lacks && !told
                ? List.of("no agent of pool " + cluster + " is alive now; muster pool status " + cluster
                        + " says more, muster pool start " + cluster + " starts it")
                : List.of();
        told = lacks;
        return new Round(true, 0, 0, notes);
    }

    @Override
    public void hold() {
        if (care != null) {
            care.hold();
        }
    }

    @Override
    public List<String> scale(Goal goal) {
        throw Problem.usage(
                "cluster " + cluster + " is a pool: its agents serve all its campaigns",
                "muster scale --pool " + cluster + " --agents N says how many there are"
                        + (care == null ? " on each machine" : ""));
    }

    @Override
    public int agents() {
        return care == null ? agents : care.elements();
    }

    @Override
    public String where() {
        return " of pool " + cluster;
    }

    private List<String> goesOn() {
        return List.of("pool " + cluster + " goes on with it: muster pause " + campaign + " or muster cancel "
                + campaign + " stops that");
    }

    @Override
    public List<String> drain() {
        return goesOn();
    }

    @Override
    public boolean drained() {
        return true;
    }

    @Override
    public List<String> stop(Duration grace) {
        pool.close();
        return goesOn();
    }

    @Override
    public int abandon() {
        return 0;
    }

    @Override
    public void detach() {
        pool.close();
    }

    @Override
    public int finish(Duration leaving) {
        pool.close();
        return 0;
    }
}
