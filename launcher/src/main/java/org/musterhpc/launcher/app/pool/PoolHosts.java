package org.musterhpc.launcher.app.pool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.pool.KeeperState;
import org.musterhpc.launcher.cluster.pool.PoolMachine;
import org.musterhpc.launcher.cluster.pool.PoolMachines.Reply;
import org.musterhpc.queue.Pool.Member;

/** What a pool's machines and its agents say, put together by machine. */
public final class PoolHosts {
    private PoolHosts() {}

    /**
     * One machine.
     *
     * @param agents how many are alive
     * @param wanted how many there shall be; null: not known
     * @param seen when the last of them was heard of; null: never
     * @param problem what is wrong; empty: nothing
     */
    public record Host(
            String host,
            int agents,
            @Nullable Integer wanted,
            int slots,
            int running,
            @Nullable Instant seen,
            String problem) {}

    public static List<Host> of(PoolStanding standing) {
        List<Host> hosts = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (Reply reply : standing.machines()) {
            KeeperState state = reply.state();
            String itself = state == null ? lastSaid(standing, reply.machine()) : state.host();
            told.add(itself);
            List<Member> members = on(standing, itself);
            hosts.add(host(
                    standing, reply.machine(), members, state == null ? null : wanted(state), problem(reply, members)));
        }
        // Of machines that muster.yml does not have: somebody else's, who shares the pool, or former ones.
        standing.members().stream()
                .map(member -> member.site().host())
                .filter(host -> !told.contains(host))
                .distinct()
                .sorted()
                .forEach(host -> {
                    List<Member> members = on(standing, host);
                    hosts.add(host(standing, host, members, null, ofMembers(members)));
                });
        return hosts;
    }

    /** What a machine that does not answer calls itself: its agents have said that. */
    private static String lastSaid(PoolStanding standing, String machine) {
        return standing.members().stream()
                .filter(member -> PoolMachine.hasAgent(standing.pool(), machine, member.name()))
                .map(member -> member.site().host())
                .findFirst()
                .orElse(machine);
    }

    private static int wanted(KeeperState state) {
        return state.stop() ? 0 : state.count();
    }

    private static List<Member> on(PoolStanding standing, String host) {
        return standing.members().stream()
                .filter(member -> member.site().host().equals(host))
                .toList();
    }

    private static Host host(
            PoolStanding standing, String name, List<Member> members, @Nullable Integer wanted, String problem) {
        List<Member> living = members.stream().filter(standing::alive).toList();
        return new Host(
                name,
                living.size(),
                wanted,
                living.stream().mapToInt(Member::slots).sum(),
                living.stream().mapToInt(Member::running).sum(),
                members.stream()
                        .map(Member::seen)
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                problem);
    }

    private static String problem(Reply reply, List<Member> members) {
        KeeperState state = reply.state();
        if (reply.failed()) {
            return reply.failure();
        }
        if (state == null) {
            return "nothing was started here";
        }
        return state.problem().orElseGet(() -> ofMembers(members));
    }

    private static String ofMembers(List<Member> members) {
        return members.stream()
                .map(Member::problem)
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .orElse("");
    }
}
