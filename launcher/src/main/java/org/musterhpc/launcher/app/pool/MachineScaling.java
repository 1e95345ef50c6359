package org.musterhpc.launcher.app.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.cluster.pool.KeptOrder;
import org.musterhpc.launcher.cluster.pool.PoolCare;
import org.musterhpc.launcher.cluster.pool.PoolMachines.Reply;
import org.musterhpc.launcher.cluster.pool.PoolOwner;
import org.musterhpc.launcher.cluster.pool.ScalingNote;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Order;

/**
 * What is ordered of a pool whose agents are kept on machines: how many there are at least and at the most, and a program kept
 * here that sees to it; or neither, where muster.yml does not say so.
 *
 * @param orders kept here as well
 * @param program words that start that program, and those of {@code Keeper.Plan#server}
 */
record MachineScaling(
        ClusterSettings settings,
        Pool pool,
        ClusterConnections clusters,
        MusterHome home,
        KeptOrder orders,
        Program program) {

    record Program(List<String> words, List<String> server) {}

    private ClusterSettings.@Nullable Scaling bounds() {
        ClusterSettings.Pool said = settings.pool();
        return said == null ? null : said.scaling();
    }

    /** Whether it has agents as there is work. */
    boolean on() {
        return bounds() != null;
    }

    /**
     * Writes down how many there shall be.
     *
     * @param agents on each machine, whatever there is to do; null: between the bounds of muster.yml
     * @return how many begin at once on each machine where none is
     */
    int order(@Nullable Integer agents, int otherwise) {
        ClusterSettings.Scaling bounds = bounds();
        if (bounds == null) {
            return agents == null ? otherwise : agents;
        }
        if (agents != null && agents > bounds.max()) {
            throw Problem.usage(
                    "pool " + settings.name() + " has " + bounds.max() + " agents on a machine at the most",
                    "raise max: in its pool: in muster.yml first, then muster pool start " + settings.name());
        }
        mine();
        int min = agents == null ? bounds.min() : agents;
        int max = agents == null ? bounds.max() : agents;
        orders.order(pool, new Order(PoolOwner.of(home), Farewell.STAY, min, max));
        return min;
    }

    private void mine() {
        Order order = pool.order();
        if (order != null && !order.owner().equals(PoolOwner.of(home))) {
            throw Problem.usage(
                    "pool " + settings.name() + " was started by another user, or with another MUSTER_HOME",
                    "say this there; or give the pool another name in muster.yml");
        }
    }

    /** Has the program kept, or ended where the pool is not scaled any more. */
    void care() {
        List<Reply> replies = on()
                ? clusters.caring(settings).startCare(settings.name(), program.words(), program.server())
                : clusters.caring(settings).stop(true);
        replies.stream().filter(Reply::failed).forEach(reply -> {
            throw Problem.failed(
                    "what looks after pool " + settings.name() + " could not be started: " + reply.failure(),
                    "see that " + reply.machine() + " has room; then say it again");
        });
    }

    /** What runs is not touched, and nobody changes how many there are. */
    void rest() {
        clusters.caring(settings).stop(true);
    }

    void stop(boolean now) {
        if (on()) {
            mine();
            Order order = orders.of(pool);
            if (order != null) {
                orders.order(
                        pool, new Order(order.owner(), now ? Farewell.NOW : Farewell.DRAIN, order.min(), order.max()));
            }
        }
        rest();
    }

    /** Null: it is not scaled. */
    @Nullable
    ScalingStanding standing() {
        PoolCare care = on() ? clusters.care(settings) : null;
        if (care == null) {
            return null;
        }
        List<Reply> replies = new ArrayList<>(clusters.caring(settings).states());
        ScalingNote note = ScalingNote.decode(pool.explained()).orElse(null);
        return new ScalingStanding(
                pool.order(), care.watched(), note == null ? 0 : note.elements(), 0, note, replies.get(0));
    }
}
