package org.musterhpc.launcher.app.pool;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.pool.KeeperState;
import org.musterhpc.launcher.cluster.pool.PoolMachines.Reply;
import org.musterhpc.launcher.cluster.pool.ScalingNote;
import org.musterhpc.queue.Pool.Order;

/**
 * How a pool stands that has agents as there is work, beside its agents.
 *
 * @param order what was ordered; null: nobody has started it
 * @param watched whether a program looks after it now
 * @param elements that run or wait, as the scheduler last told
 * @param queued those that wait
 * @param note what whoever looks after it thought last; null: nobody has
 * @param care what keeps the program here that looks after it; its state is null where it was started elsewhere
 */
public record ScalingStanding(
        @Nullable Order order,
        boolean watched,
        int elements,
        int queued,
        @Nullable ScalingNote note,
        Reply care) {
    public boolean runs() {
        return order != null && order.runs();
    }

    public int min() {
        return order == null ? 0 : order.min();
    }

    /** Whether the program that is to look after it ends by itself as soon as it is started. */
    boolean careDies() {
        KeeperState state = care.state();
        return state != null && !state.deaths().isEmpty();
    }

    /** What is wrong, and what to do; empty: nothing. */
    public String problem() {
        Order known = order;
        if (known == null || !known.runs() || watched) {
            return "";
        }
        KeeperState state = care.state();
        String why = state == null
                ? ""
                : state.problem().map(said -> " (" + said + ")").orElse("");
        return "nobody looks after it" + why + ": muster pool start says it again";
    }
}
