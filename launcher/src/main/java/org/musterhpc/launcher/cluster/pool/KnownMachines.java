package org.musterhpc.launcher.cluster.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.pool.IdleAgents.Seat;
import org.musterhpc.launcher.cluster.pool.PoolMachines.Reply;
import org.musterhpc.queue.Pool.Member;

/** What a pool's machines said when they were last asked. What they keep changes only when they are told. */
final class KnownMachines {
    private final String pool;
    private final PoolMachines machines;
    private final Map<String, KeeperState> states = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private @Nullable Instant asked;

    KnownMachines(String pool, PoolMachines machines) {
        this.pool = pool;
        this.machines = machines;
    }

    /** Asks all of them, unless that was done lately. */
    void look(Instant now, Duration lately) {
        Instant before = asked;
        if (before == null || now.isBefore(before) || !now.isBefore(before.plus(lately))) {
            asked = now;
            machines.states().forEach(this::note);
        }
    }

    void forget() {
        asked = null;
    }

    private void note(Reply reply) {
        KeeperState state = reply.state();
        if (reply.failed()) {
            failures.put(reply.machine(), reply.failure());
        } else if (state == null) {
            failures.put(reply.machine(), "nothing was started here: muster pool start " + pool + " does that");
        } else {
            failures.remove(reply.machine());
            states.put(reply.machine(), state);
        }
    }

    /** From now on those agents are kept there. */
    void keep(String machine, Set<Integer> numbers) {
        note(machines.only(machine, numbers));
    }

    /** All agents that there shall be. */
    Set<Seat> kept() {
        Set<Seat> all = new HashSet<>();
        machines.names().forEach(name -> kept(name).forEach(number -> all.add(new Seat(name, number))));
        return all;
    }

    private Set<Integer> kept(String name) {
        KeeperState state = states.get(name);
        return state == null || state.stop() ? Set.of() : state.wanted();
    }

    /** Where an agent is; null: on none of these machines. */
    @Nullable
    Seat seat(Member member) {
        return machines.names().stream()
                .map(name -> new Seat(name, PoolMachine.number(pool, name, member.name())))
                .filter(seat -> seat.number() > 0)
                .findFirst()
                .orElse(null);
    }

    /** @param alive where agents are */
    List<MachineShares.Machine> with(Set<Seat> alive, IdleAgents idle) {
        List<MachineShares.Machine> all = new ArrayList<>();
        for (String name : machines.names()) {
            Set<Integer> there = alive.stream()
                    .filter(seat -> seat.machine().equals(name))
                    .map(Seat::number)
                    .collect(Collectors.toSet());
            Set<Integer> kept = kept(name);
            Set<Integer> unused = kept.stream()
                    .filter(number -> idle.idle(new Seat(name, number)))
                    .collect(Collectors.toSet());
            all.add(new MachineShares.Machine(
                    name, problem(name, there.isEmpty()).isEmpty(), kept, there, unused));
        }
        return all;
    }

    /** Why agents cannot be started there now; empty: they can. */
    private String problem(String name, boolean none) {
        String failure = failures.get(name);
        KeeperState state = states.get(name);
        if (failure != null || state == null) {
            return failure == null ? "it was not asked yet" : failure;
        }
        if (state.stop()) {
            return "its agents were told to end";
        }
        return none && !state.wanted().isEmpty() && !state.deaths().isEmpty()
                ? state.problem().orElse("")
                : "";
    }

    /** Of all machines that cannot be used, a sentence each. */
    List<String> problems(List<MachineShares.Machine> all) {
        return all.stream()
                .filter(machine -> !machine.usable())
                .map(machine -> machine.name() + " is left out: "
                        + problem(machine.name(), machine.alive().isEmpty()))
                .toList();
    }
}
