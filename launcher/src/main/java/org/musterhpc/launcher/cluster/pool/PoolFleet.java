package org.musterhpc.launcher.cluster.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    private Instant next = Instant.EPOCH;
    private int agents;
    private boolean told;

    PoolFleet(String cluster, String campaign, Pool pool) {
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
        if (overview.now().isBefore(next)) {
            return Round.IDLE;
        }
        next = overview.now().plus(AGAIN);
        enter();
        boolean lacks = agents == 0 && !overview.complete();
        List<String> notes = lacks && !told
                ? List.of("no agent of pool " + cluster + " is alive now; muster pool status " + cluster
                        + " says more, muster pool start " + cluster + " starts it")
                : List.of();
        told = lacks;
        return new Round(true, 0, 0, notes);
    }

    @Override
    public List<String> scale(Goal goal) {
        throw Problem.usage(
                "cluster " + cluster + " is a pool: its agents serve all its campaigns",
                "muster scale --pool " + cluster + " --agents N says how many there are on each machine");
    }

    @Override
    public int agents() {
        return agents;
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
