package org.musterhpc.launcher.app.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.cluster.batch.ArrayPool;
import org.musterhpc.launcher.cluster.pool.KeeperState;
import org.musterhpc.launcher.cluster.pool.KeptOrder;
import org.musterhpc.launcher.cluster.pool.PoolMachines;
import org.musterhpc.launcher.cluster.pool.PoolMachines.Reply;
import org.musterhpc.launcher.cluster.pool.ScalingNote;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.Pool.Order;

/**
 * Starts, stops and looks at a pool in arrays: what is ordered is written into Redis, and a program that is kept on this
 * machine sees to it.
 *
 * @param orders kept here as well
 * @param care words that start that program
 * @param server as {@code Keeper.Plan#server}
 */
record ArrayPoolControl(
        ClusterSettings.Batch settings,
        Pool pool,
        ClusterConnections clusters,
        KeptOrder orders,
        List<String> care,
        List<String> server) {
    private static final Duration UP = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration STEP = Duration.ofSeconds(2);

    private ArrayPool arrays() {
        return clusters.arrayPool(settings);
    }

    private PoolMachines here() {
        return clusters.caring(settings);
    }

    private ClusterSettings.Scaling scaling() {
        ClusterSettings.Pool said = settings.pool();
        ClusterSettings.Scaling scaling = said == null ? null : said.scaling();
        return scaling == null
                ? new ClusterSettings.Scaling(0, ClusterSettings.Scaling.MAX, ClusterSettings.Scaling.IDLE)
                : scaling;
    }

    /** @param agents as many there shall be, whatever there is to do; null: between min and max of muster.yml */
    PoolStanding start(@Nullable Integer agents) {
        if (agents != null && agents > scaling().max()) {
            throw Problem.usage(
                    "pool " + settings.name() + " has " + scaling().max() + " agents at the most",
                    "raise max: in its pool: in muster.yml first, then muster pool start " + settings.name());
        }
        mine();
        clusters.poolKey(settings).keptOrFresh();
        arrays().prepare();
        int min = agents == null ? scaling().min() : agents;
        int max = agents == null ? scaling().max() : agents;
        orders.order(pool, new Order(arrays().owner(), Farewell.STAY, min, max));
        cancelWaiting(max);
        for (Reply reply : here().startCare(settings.name(), care, server)) {
            if (reply.failed()) {
                throw Problem.failed(
                        "what looks after pool " + settings.name() + " could not be started: " + reply.failure(),
                        "see that " + reply.machine() + " has room; then say it again");
            }
            if (!reply.note().isEmpty()) {
                clusters.notes().note(reply.note());
            }
        }
        Patience patience = clusters.time().patience(UP);
        PoolStanding standing = standing();
        while (!settled(standing, min) && !dying(standing) && patience.lasts()) {
            clusters.time().pause().pause(LOOK);
            standing = standing();
        }
        return standing;
    }

    /** Whether what is ordered is there, or on its way. */
    private static boolean settled(PoolStanding standing, int min) {
        ScalingStanding scaling = standing.scaling();
        return scaling != null && scaling.watched() && scaling.elements() >= min;
    }

    private static boolean dying(PoolStanding standing) {
        ScalingStanding scaling = standing.scaling();
        KeeperState state = scaling == null ? null : scaling.care().state();
        return state != null && !state.deaths().isEmpty();
    }

    /** Where elements are more than shall be, those that wait begin nothing; the others end what they run first. */
    private void cancelWaiting(int stay) {
        ArrayPool all = arrays();
        if (all.elements() > stay) {
            all.refresh();
            if (all.elements() > stay) {
                confirmed(all.cancel(
                        Math.max(stay, all.elements() - all.queued()),
                        clusters.time().pause()));
            }
        }
    }

    private void mine() {
        Order order = pool.order();
        if (order != null && !order.owner().equals(arrays().owner())) {
            throw Problem.usage(
                    "pool " + settings.name()
                            + " was started by another user, or with another MUSTER_HOME: its arrays are"
                            + " not of this one",
                    "say this there; or give the pool another name in muster.yml");
        }
    }

    /** @param now whether what runs is given back; else it ends first */
    PoolStanding stop(boolean now, BooleanSupplier stopped) {
        mine();
        Order order = orders.of(pool);
        if (order == null) {
            return standing();
        }
        orders.order(pool, new Order(order.owner(), now ? Farewell.NOW : Farewell.DRAIN, order.min(), order.max()));
        here().stop(true).stream()
                .filter(Reply::failed)
                .forEach(reply -> clusters.notes().note(reply.machine() + ": " + reply.failure()));
        awaitCareEnded();
        ArrayPool all = arrays();
        all.refresh();
        confirmed(all.cancel(
                now ? 0 : all.elements() - all.queued(), clusters.time().pause()));
        while (!now && !stopped.getAsBoolean() && !pool.living().isEmpty()) {
            clusters.time().pause().pause(STEP); // what runs may run for hours
        }
        all.refresh();
        return standing();
    }

    private void awaitCareEnded() {
        Patience patience = clusters.time().patience(UP);
        while (here().states().stream()
                        .anyMatch(
                                reply -> reply.state() != null && !reply.state().ended())
                && patience.lasts()) {
            clusters.time().pause().pause(LOOK);
        }
    }

    private void confirmed(int left) {
        if (left > 0) {
            throw Problem.unreachable(
                    "cluster " + settings.name() + " did not confirm that elements are cancelled",
                    "say it again, or look with muster doctor --cluster " + settings.name());
        }
    }

    /** Agents of before go on until others are there, as far as max has room; nothing waits for that. */
    PoolStanding upgrade() {
        mine();
        if (!arrays().started()) {
            throw Problem.usage("pool " + settings.name() + " is not started", "muster pool start " + settings.name());
        }
        cancelWaiting(0);
        pool.tell(pool.living().stream().map(Member::name).toList(), Farewell.REPLACE);
        here().stop(true);
        awaitCareEnded();
        clusters.notes()
                .note("agents of before leave one after the other, as others have come; muster pool status "
                        + settings.name() + " tells");
        Order order = pool.order();
        return start(order != null && order.min() == order.max() ? Integer.valueOf(order.max()) : null);
    }

    PoolStanding standing() {
        ArrayPool all = arrays();
        List<Reply> care = new ArrayList<>(here().states());
        List<Member> members = pool.members();
        Instant now = pool.now();
        int alive = (int) members.stream().filter(member -> member.alive(now)).count();
        ScalingStanding standing = new ScalingStanding(
                pool.order(),
                all.watched(),
                Math.max(all.elements(), alive), // records may be lost with Redis, while agents go on
                all.queued(),
                ScalingNote.decode(pool.explained()).orElse(null),
                care.get(0));
        return new PoolStanding(settings.name(), pool.campaigns(), List.of(), members, now, standing);
    }
}
