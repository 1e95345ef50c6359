package org.musterhpc.launcher.cluster.pool;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.Cluster;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.home.PoolKey;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.sign.SigningKey;

/** A pool: its agents are there already, and serve the campaign beside others. */
public final class PoolCluster implements Cluster {
    /** A campaign that was sent to a pool has no agents of its own there. */
    public static final Goal NOTHING_SUBMITTED = new Goal.Fixed(0);

    private final String name;
    private final PoolKey key;
    private final QueueServer server;
    private final Supplier<Pool> pools;
    private final @Nullable PoolCare care;

    /**
     * @param pools the pool's keys in Redis; made anew for each fleet, which closes it
     * @param care of a pool that has agents as there is work; null: it has as many as it has
     */
    public PoolCluster(String name, PoolKey key, QueueServer server, Supplier<Pool> pools, @Nullable PoolCare care) {
        this.care = care;
        this.name = name;
        this.key = key;
        this.server = server;
        this.pools = pools;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public Optional<SigningKey> key() {
        return Optional.of(poolKey());
    }

    public static Problem signedOtherwise(String campaign, String pool) {
        return Problem.usage(
                "campaign " + campaign + " is signed with another key than pool " + pool
                        + " has: its agents would run nothing of it",
                "send it to the pool from the beginning: muster submit FILE --fresh --cluster " + pool
                        + "; or under another name");
    }

    @Override
    public void check(Campaign campaign) {
        poolKey();
        if (care != null) {
            if (!care.started()) {
                throw Problem.usage(
                        "pool " + name + " is not started: no agents would come for the campaign",
                        "start it: muster pool start " + name + "; with min: 0 it costs nothing until there is work");
            }
            care.check(campaign);
            return;
        }
        try (Pool pool = open()) {
            if (pool.living().isEmpty()) {
                throw notStarted();
            }
        }
    }

    private SigningKey poolKey() {
        SigningKey kept = key.kept();
        if (kept == null) {
            throw Problem.usage(
                    "pool " + name + " has not been started: there is no key at " + key.file(),
                    "start it: muster pool start " + name + "; where others run it, have its key_file in muster.yml");
        }
        return kept;
    }

    private Problem notStarted() {
        return Problem.usage(
                "no agent of pool " + name + " is alive: nobody would run the campaign",
                "start it: muster pool start " + name + "; muster pool status " + name + " says how it stands");
    }

    private Pool open() {
        return pools.get();
    }

    @Override
    public Fleet open(Campaign campaign, SigningKey signing, Map<String, Long> tasks) {
        check(campaign);
        if (!signing.text().equals(poolKey().text())) {
            throw signedOtherwise(campaign.name(), name);
        }
        server.ledger().goal(campaign.name(), name, NOTHING_SUBMITTED);
        return attach(campaign, signing);
    }

    @Override
    public Fleet attach(Campaign campaign, @Nullable SigningKey signing) {
        return new PoolFleet(name, campaign.name(), open(), care);
    }
}
