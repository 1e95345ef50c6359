package org.musterhpc.launcher.app.pool;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.pool.KeeperState;
import org.musterhpc.launcher.cluster.pool.PoolMachines.Reply;
import org.musterhpc.queue.Pool.Member;

/**
 * How a pool stands.
 *
 * @param campaigns that it serves
 * @param machines what each machine says
 * @param members what its agents said last
 * @param now Redis' time
 * @param scaling of one that has agents as there is work; null: it has as many as it was told
 */
public record PoolStanding(
        String pool,
        List<String> campaigns,
        List<Reply> machines,
        List<Member> members,
        Instant now,
        @Nullable ScalingStanding scaling) {
    public PoolStanding(String pool, List<String> campaigns, List<Reply> machines, List<Member> members, Instant now) {
        this(pool, campaigns, machines, members, now, null);
    }

    public List<Member> living() {
        return members.stream().filter(this::alive).toList();
    }

    /** What its machine says goes before its lease: an agent that has just died still has one. */
    boolean alive(Member member) {
        List<KeeperState> there = machines.stream()
                .map(Reply::state)
                .filter(Objects::nonNull)
                .filter(state -> state.host().equals(member.site().host()))
                .toList();
        return member.alive(now)
                && (there.isEmpty()
                        || there.stream()
                                .anyMatch(state -> state.runs(member.site().pid())));
    }

    /** Whether agents end by themselves as soon as they are started. */
    boolean dying() {
        return machines.stream()
                .map(Reply::state)
                .anyMatch(state -> state != null && !state.deaths().isEmpty());
    }

    /** Whether every agent that there shall be is alive. */
    public boolean whole() {
        ScalingStanding order = scaling;
        if (order != null && machines.isEmpty()) {
            return lookedAfter() && order.elements() >= order.min();
        }
        return machines.stream().noneMatch(Reply::failed) && settled();
    }

    /** Whether somebody sees to it that it has agents as there is work, where it is to have. */
    private boolean lookedAfter() {
        ScalingStanding order = scaling;
        return order == null || (order.problem().isEmpty() && order.runs());
    }

    /** Whether what is to look after it does, or cannot. */
    boolean careSettled() {
        ScalingStanding order = scaling;
        return order == null || order.watched() || order.careDies();
    }

    /** The same of those machines that could be asked. */
    boolean settled() {
        Map<String, Integer> wanted = new TreeMap<>();
        machines.stream()
                .map(Reply::state)
                .filter(Objects::nonNull)
                .forEach(state -> wanted.merge(state.host(), state.stop() ? 0 : state.count(), Integer::sum));
        boolean some = scaling == null
                ? wanted.values().stream().anyMatch(count -> count > 0)
                : machines.stream().anyMatch(reply -> reply.state() != null);
        return some && wanted.entrySet().stream().allMatch(one -> livingOn(one.getKey()) >= one.getValue());
    }

    private long livingOn(String host) {
        return living().stream()
                .filter(member -> member.site().host().equals(host))
                .count();
    }

    /** With what machines said that did not do as they were told before: they may well say how they stand. */
    PoolStanding with(List<Reply> told) {
        List<Reply> all = machines.stream()
                .map(now -> told.stream()
                        .filter(before -> before.failed() && before.machine().equals(now.machine()))
                        .findFirst()
                        .orElse(now))
                .toList();
        return new PoolStanding(pool, campaigns, all, members, now, scaling);
    }

    PoolStanding with(@Nullable ScalingStanding order) {
        return new PoolStanding(pool, campaigns, machines, members, now, order);
    }

    /** Whether some machine could not be asked, or told. */
    public boolean partly() {
        return machines.stream().anyMatch(Reply::failed);
    }
}
