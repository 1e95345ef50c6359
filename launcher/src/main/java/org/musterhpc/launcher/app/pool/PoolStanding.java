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
 * @param arrays null: its agents are kept on machines
 */
public record PoolStanding(
        String pool,
        List<String> campaigns,
        List<Reply> machines,
        List<Member> members,
        Instant now,
        @Nullable ArrayStanding arrays) {
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
        return arrays == null
                ? machines.stream().noneMatch(Reply::failed) && settled()
                : arrays.problem().isEmpty() && arrays.runs() && arrays.elements() >= arrays.min();
    }

    /** The same of those machines that could be asked. */
    boolean settled() {
        Map<String, Integer> wanted = new TreeMap<>();
        machines.stream()
                .map(Reply::state)
                .filter(Objects::nonNull)
                .forEach(state -> wanted.merge(state.host(), state.stop() ? 0 : state.count(), Integer::sum));
        return wanted.values().stream().anyMatch(count -> count > 0)
                && wanted.entrySet().stream().allMatch(one -> livingOn(one.getKey()) >= one.getValue());
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
        return new PoolStanding(pool, campaigns, all, members, now, arrays);
    }

    /** Whether some machine could not be asked, or told. */
    public boolean partly() {
        return machines.stream().anyMatch(Reply::failed);
    }
}
