package org.musterhpc.launcher.cluster.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.cluster.pool.IdleAgents.Seat;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Bounds;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Place;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Supply;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Verdict;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Member;
import org.musterhpc.queue.Pool.Order;
import org.musterhpc.queue.model.Campaign;

/**
 * Looks after a pool whose agents are kept on machines, between bounds: a round at a time it says which are kept where, as
 * {@link ScalingPolicy} says. Of all programs that do so one has the watch. What is kept is written down on the machines, so
 * nothing is lost with this program. See {@code docs/decisions/0028-scaling-on-machines.md}.
 */
public final class MachinePool implements PoolCare, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration TERM = Duration.ofSeconds(30);
    /** Whether machines are there, and do as they were told. */
    private static final Duration ASK = Duration.ofSeconds(60);

    private final QueueServer server;
    private final Pool pool;
    private final Manner manner;
    private final PoolBacklog backlog;
    private final KnownMachines known;
    private final IdleAgents idle;
    private Instant next = Instant.EPOCH;
    private List<String> told = List.of();
    private volatile boolean watching;

    /**
     * @param owner whose pool this program may look after
     * @param idle how long an agent stays without work
     * @param slots of one agent, as long as none was heard of
     * @param orders what was ordered, also where Redis lost that
     */
    public record Manner(String owner, Duration idle, int slots, KeptOrder orders) {}

    /** @param pool its keys in Redis; closed with this */
    public MachinePool(PoolMachines machines, QueueServer server, Pool pool, PoolBacklog backlog, Manner manner) {
        this.server = server;
        this.pool = pool;
        this.manner = manner;
        this.backlog = backlog;
        this.known = new KnownMachines(pool.name(), machines);
        this.idle = new IdleAgents(manner.idle());
    }

    @Override
    public boolean started() {
        Order order = manner.orders().of(pool);
        return order != null && order.runs();
    }

    @Override
    public void check(Campaign campaign) {}

    @Override
    public void hold() {
        if (watching) {
            watch();
        }
    }

    private boolean watch() {
        return server.ledger().watch(name(), pool.name(), server.program(), TERM);
    }

    @Override
    public boolean watched() {
        return server.ledger().watched(name(), pool.name());
    }

    @Override
    public int elements() {
        return pool.living().size();
    }

    @Override
    public synchronized Round runOnce() {
        Instant now = pool.now();
        if (now.isBefore(next) && next.isBefore(now.plus(EVERY).plus(EVERY))) {
            return Round.IDLE;
        }
        next = now.plus(EVERY);
        Order order = manner.orders().of(pool);
        boolean before = watching;
        watching = order != null && order.owner().equals(manner.owner()) && watch();
        if (order == null || !watching) {
            return Round.ELSEWHERE;
        }
        if (!before) {
            known.forget(); // another program may have told them something
        }
        if (!order.runs()) {
            publish(now, new Verdict(0, 0, 0, List.of("it was stopped")), ScalingPolicy.Backlog.NONE, 0);
            return Round.IDLE;
        }
        return round(order, now);
    }

    private Round round(Order order, Instant now) {
        known.look(now, ASK);
        List<Member> living = pool.living();
        Set<Seat> alive = seats(living);
        idle.look(
                known.kept(),
                seats(living.stream()
                        .filter(member ->
                                member.running() > 0 || !member.campaigns().isEmpty())
                        .toList()),
                now);
        List<MachineShares.Machine> all = known.with(alive, idle);
        PoolBacklog.Found found = backlog.look(pool.campaigns());
        Verdict verdict = decide(order, found.backlog(), all, alive.size());
        Map<String, Set<Integer>> changes =
                MachineShares.change(all, new MachineShares.Bounds(order.min(), order.max()), verdict.goal());
        changes.forEach(known::keep);
        List<String> problems = known.problems(all);
        List<String> reasons = new ArrayList<>(verdict.reasons());
        reasons.addAll(problems);
        List<MachineShares.Machine> after = known.with(alive, idle);
        publish(now, new Verdict(verdict.goal(), 0, 0, reasons), found.backlog(), staying(after));
        List<String> news =
                problems.stream().filter(problem -> !told.contains(problem)).toList();
        told = problems;
        return new Round(true, Math.max(0, staying(after) - staying(all)), 0, news);
    }

    private Verdict decide(Order order, ScalingPolicy.Backlog there, List<MachineShares.Machine> all, int alive) {
        int usable = (int) all.stream().filter(MachineShares.Machine::usable).count();
        if (usable == 0) {
            return new Verdict(0, 0, 0, List.of("no machine of it can be used now"));
        }
        int leaving = all.stream().mapToInt(MachineShares.Machine::leaving).sum();
        return ScalingPolicy.decide(
                there,
                new Bounds(order.min() * usable, order.max() * usable, null, Place.MACHINE, usable),
                new Supply(staying(all) + leaving, alive, leaving, 0, 0, slots()));
    }

    private static int staying(List<MachineShares.Machine> all) {
        return all.stream().mapToInt(MachineShares.Machine::staying).sum();
    }

    private Set<Seat> seats(List<Member> members) {
        return members.stream().map(known::seat).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** What one of its agents has, or had. */
    private int slots() {
        return (int) Math.max(
                1,
                Math.round(pool.members().stream()
                        .filter(member -> known.seat(member) != null)
                        .mapToInt(Member::slots)
                        .average()
                        .orElse(manner.slots())));
    }

    private void publish(Instant now, Verdict verdict, ScalingPolicy.Backlog found, int agents) {
        pool.explain(new ScalingNote(
                        now,
                        server.program(),
                        verdict.goal(),
                        agents,
                        0,
                        found.waiting() + found.working(),
                        found.work().toSeconds(),
                        verdict.reasons())
                .encode());
    }

    @Override
    public void close() {
        server.ledger().unwatch(name(), pool.name(), server.program());
        pool.close();
    }

    /** As the ledger has it: no campaign can be called so. */
    private String name() {
        return "pool:" + pool.name();
    }
}
