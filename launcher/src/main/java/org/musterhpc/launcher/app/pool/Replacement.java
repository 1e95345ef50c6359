package org.musterhpc.launcher.app.pool;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.pool.KeeperState;
import org.musterhpc.launcher.cluster.pool.PoolMachines;
import org.musterhpc.launcher.cluster.pool.PoolMachines.Reply;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Member;

/** Has each agent of a pool replaced, one after the other: the next begins before the one before leaves. */
record Replacement(Pool pool, PoolMachines machines, Time time, Consumer<Reply> tell) {
    private static final Duration UP = Duration.ofSeconds(60);

    /** @param prepared what each machine said when the new agent was brought there */
    void all(List<Reply> prepared, BooleanSupplier stopped) {
        for (Reply reply : prepared) {
            KeeperState state = reply.state();
            if (reply.failed() || state == null) {
                tell.accept(reply.failed() ? reply : new Reply(reply.machine(), null, "nothing was started there"));
                continue;
            }
            for (int agent : new TreeSet<>(state.agents().keySet())) {
                if (stopped.getAsBoolean() || !replace(reply.machine(), agent, stopped)) {
                    break;
                }
            }
        }
    }

    /** @return false: the machine has vanished meanwhile */
    private boolean replace(String machine, int agent, BooleanSupplier stopped) {
        Set<String> before = pool.living().stream().map(Member::name).collect(Collectors.toSet());
        Reply last = machines.replace(machine, agent);
        Patience patience = time.patience(UP);
        boolean came = false;
        for (boolean waits = !last.failed(); waits && !came; waits = came || patience.lasts()) {
            last = machines.state(machine);
            came = stopped.getAsBoolean() || unneeded(last.state(), agent) || came(last.state(), agent, before);
        }
        if (!came && last.failed()) {
            // It may have vanished in the middle: the others need not wait for it.
            tell.accept(last);
            return false;
        }
        if (!came) {
            throw Problem.failed(
                    machine + ": the agent that should take over is not heard of; the one before goes on",
                    "muster pool status " + pool.name() + " says why; then say this again");
        }
        machines.retire(machine, agent);
        return true;
    }

    /** Whoever scales the pool said meanwhile that it need not be there: no other takes over. */
    private static boolean unneeded(@Nullable KeeperState state, int agent) {
        return state != null && !state.wanted().contains(agent);
    }

    /** Numbers of processes are one machine's own, so the machine belongs to it. */
    private boolean came(@Nullable KeeperState state, int agent, Set<String> before) {
        Long pid = state == null ? null : state.agents().get(agent);
        return state != null
                && pid != null
                && pool.living().stream()
                        .anyMatch(member -> !before.contains(member.name())
                                && member.site().host().equals(state.host())
                                && member.site().pid() == pid);
    }
}
