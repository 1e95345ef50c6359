package org.musterhpc.launcher.cluster.pool;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.shell.SideBySide;

/** All machines of a pool, asked side by side: one that is away must not keep the others waiting. */
public final class PoolMachines {
    private static final String NOT_AFTER_BOOT =
            "the pool does not come back there after a reboot, as neither systemd's user"
                    + " manager (with lingering) nor cron is there; then say it again: muster pool start";

    private final List<PoolMachine> machines;

    public PoolMachines(List<PoolMachine> machines) {
        this.machines = List.copyOf(machines);
    }

    /**
     * What one machine said.
     *
     * @param state null: no agent was ever started there, or it was not asked for
     * @param failure why it is not known; empty: it is
     * @param note what else a person should know; empty: nothing
     */
    public record Reply(String machine, @Nullable KeeperState state, String failure, String note) {
        public Reply(String machine, @Nullable KeeperState state, String failure) {
            this(machine, state, failure, "");
        }

        public boolean failed() {
            return !failure.isEmpty();
        }
    }

    private interface Deed {
        @Nullable
        KeeperState on(PoolMachine machine) throws NoAnswer, NotSent, Refused;
    }

    /**
     * Brings what is needed, and has so many agents kept on each.
     *
     * @param scaled whether those stay that {@link #only} named last
     */
    public List<Reply> start(PoolMachine.Orders orders, int agents, boolean scaled) {
        return start(machine -> machine.prepare(orders), agents, scaled);
    }

    /** From now on the agents of these numbers are kept there, unless all are to end. */
    public Reply only(String machine, Set<Integer> numbers) {
        return one(machine, there -> {
            Keeper keeper = there.keeper();
            keeper.only(numbers);
            return keeper.state();
        });
    }

    /** As the configuration has them. */
    public List<String> names() {
        return machines.stream().map(PoolMachine::name).toList();
    }

    /**
     * Has one program kept on each that looks after the pool.
     *
     * @param words that start it
     * @param server as {@link Keeper.Plan#server}
     */
    public List<Reply> startCare(String pool, List<String> words, List<String> server) {
        return start(machine -> machine.prepare(pool, words, server), 1, false);
    }

    private interface Preparation {
        Keeper of(PoolMachine machine) throws NoAnswer, NotSent, Refused;
    }

    private List<Reply> start(Preparation preparation, int agents, boolean scaled) {
        Set<String> gone = ConcurrentHashMap.newKeySet();
        return each(machine -> {
                    Keeper keeper = preparation.of(machine);
                    if (!keeper.start(agents, scaled)) {
                        gone.add(machine.name());
                    }
                    return keeper.state();
                })
                .stream()
                .map(reply -> gone.contains(reply.machine()) && !reply.failed()
                        ? new Reply(reply.machine(), reply.state(), "", NOT_AFTER_BOOT)
                        : reply)
                .toList();
    }

    /** Brings what is needed of this program's version, and has the scripts that watch begin again; agents go on. */
    public List<Reply> prepare(PoolMachine.Orders orders) {
        return each(machine -> {
            Keeper keeper = machine.prepare(orders);
            keeper.renew();
            return keeper.state();
        });
    }

    public List<Reply> stop(boolean now) {
        return each(machine -> {
            Keeper keeper = machine.keeper();
            keeper.stop(now ? Keeper.Stop.NOW : Keeper.Stop.DRAIN);
            return keeper.state();
        });
    }

    public List<Reply> states() {
        return each(PoolMachine::state);
    }

    /** Removes the folder of a campaign that is over. */
    public List<Reply> remove(String campaign) {
        return each(machine -> {
            machine.remove(campaign);
            return null;
        });
    }

    /** Has another agent begin beside one. */
    public Reply replace(String machine, int agent) {
        return one(machine, there -> {
            there.keeper().replace(agent);
            return there.state();
        });
    }

    /** The agent that was replaced leaves, once its tasks have ended. */
    public Reply retire(String machine, int agent) {
        return one(machine, there -> {
            there.keeper().retire(agent);
            return there.state();
        });
    }

    public Reply state(String machine) {
        return one(machine, PoolMachine::state);
    }

    private Reply one(String name, Deed deed) {
        return machines.stream()
                .filter(machine -> machine.name().equals(name))
                .map(machine -> reply(machine, deed))
                .findFirst()
                .orElseThrow();
    }

    private List<Reply> each(Deed deed) {
        return SideBySide.each(machines, machine -> reply(machine, deed));
    }

    /** What is wrong with one machine is told of it, and not of all. */
    private static Reply reply(PoolMachine machine, Deed deed) {
        try {
            return new Reply(machine.name(), deed.on(machine), "");
        } catch (ShellFailure | Problem e) {
            return new Reply(machine.name(), null, String.valueOf(e.getMessage()));
        }
    }
}
