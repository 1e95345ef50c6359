package org.musterhpc.launcher.app.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
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
        Set<String> before = living().stream().map(Member::name).collect(Collectors.toSet());
        Reply asked = machines.replace(machine, agent);
        AtomicReference<Reply> last = new AtomicReference<>(asked);
        boolean came = !asked.failed()
                && await(UP, () -> {
                    Reply reply = machines.state(machine);
                    last.set(reply);
                    return stopped.getAsBoolean() || came(reply.state(), agent, before);
                });
        Reply now = Objects.requireNonNullElse(last.get(), asked);
        if (!came && now.failed()) {
            // It may have vanished in the middle: the others need not wait for it.
            tell.accept(now);
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

    /** Numbers of processes are one machine's own, so the machine belongs to it. */
    private boolean came(@Nullable KeeperState state, int agent, Set<String> before) {
        Long pid = state == null ? null : state.agents().get(agent);
        return state != null
                && pid != null
                && living().stream()
                        .anyMatch(member -> !before.contains(member.name())
                                && member.site().host().equals(state.host())
                                && member.site().pid() == pid);
    }

    private List<Member> living() {
        Instant now = pool.now();
        return pool.members().stream().filter(member -> member.alive(now)).toList();
    }

    private boolean await(Duration most, BooleanSupplier done) {
        Patience patience = time.patience(most);
        boolean waits = true;
        while (!done.getAsBoolean()) {
            if (!waits) {
                return false;
            }
            waits = patience.lasts();
        }
        return true;
    }
}
