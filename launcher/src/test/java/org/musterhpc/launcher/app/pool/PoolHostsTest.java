package org.musterhpc.launcher.app.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.cluster.pool.KeeperState;
import org.musterhpc.launcher.cluster.pool.PoolMachines.Reply;
import org.musterhpc.queue.Pool.Member;

class PoolHostsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static KeeperState keeps(String host, int count, Map<Integer, Long> agents) {
        return new KeeperState(host, true, false, count, agents, Set.of(), Map.of());
    }

    private static Member member(String host, long pid, int running, long secondsAgo, String problem) {
        return new Member(
                host + "-" + pid,
                new Member.Site(host, pid, "", "1"),
                4,
                running,
                List.of(),
                problem,
                NOW.minusSeconds(secondsAgo),
                Duration.ofSeconds(30));
    }

    private static PoolStanding standing(List<Reply> replies, Member... members) {
        return new PoolStanding("lab", List.of(), replies, List.of(members), NOW);
    }

    private static Reply reply(String machine, @Nullable KeeperState state) {
        return new Reply(machine, state, "");
    }

    private static PoolHosts.Host only(PoolStanding standing) {
        List<PoolHosts.Host> hosts = PoolHosts.of(standing);
        assertThat(hosts).hasSize(1);
        return hosts.get(0);
    }

    @Test
    void aMachineGoesByItsNameInTheConfigurationAndItsAgentsByTheMachinesOwn() {
        PoolStanding standing = standing(
                List.of(reply("alias", keeps("node-1", 2, Map.of(1, 11L, 2, 12L)))),
                member("node-1", 11, 3, 2, ""),
                member("node-1", 12, 1, 7, ""));
        assertThat(only(standing)).isEqualTo(new PoolHosts.Host("alias", 2, 2, 8, 4, NOW.minusSeconds(2), ""));
        assertThat(standing.whole()).isTrue();
    }

    @Test
    void anAgentWhoseProcessIsGoneIsNotAliveThoughItsLeaseIs() {
        PoolStanding standing = standing(
                List.of(reply("a", keeps("a", 2, Map.of(1, 21L)))),
                member("a", 11, 3, 2, ""),
                member("a", 21, 1, 2, ""));
        assertThat(only(standing).agents()).isEqualTo(1);
        assertThat(only(standing).running()).isEqualTo(1);
        assertThat(standing.whole()).isFalse();
    }

    @Test
    void oneThatIsSilentForItsLeaseIsNotAlive() {
        PoolStanding standing =
                standing(List.of(reply("a", keeps("a", 1, Map.of(1, 11L)))), member("a", 11, 3, 31, ""));
        assertThat(only(standing)).isEqualTo(new PoolHosts.Host("a", 0, 1, 0, 0, NOW.minusSeconds(31), ""));
        assertThat(standing.whole()).isFalse();
    }

    @Test
    void aMachineThatDoesNotAnswerIsToldAndOthersAreShown() {
        PoolStanding standing = standing(
                List.of(
                        new Reply("far", null, "no route to host"),
                        reply("new", null),
                        reply("a", keeps("a", 0, Map.of()))),
                member("far", 11, 3, 2, ""));
        List<PoolHosts.Host> hosts = PoolHosts.of(standing);
        assertThat(hosts)
                .extracting(PoolHosts.Host::problem)
                .containsExactly("no route to host", "nothing was started here", "");
        assertThat(hosts.get(0).agents()).isEqualTo(1); // by its heartbeat
        assertThat(hosts.get(0).wanted()).isNull();
        assertThat(standing.whole()).isFalse();
    }

    @Test
    void agentsOfMachinesThatTheConfigurationDoesNotHaveAreShown() {
        PoolStanding standing = standing(
                List.of(reply("a", keeps("a", 1, Map.of(1, 11L)))),
                member("a", 11, 0, 1, "c: runs nothing"),
                member("z", 5, 2, 1, ""),
                member("b", 7, 1, 1, "x: y"));
        assertThat(PoolHosts.of(standing)).extracting(PoolHosts.Host::host).containsExactly("a", "b", "z");
        assertThat(PoolHosts.of(standing))
                .extracting(PoolHosts.Host::problem)
                .containsExactly("c: runs nothing", "x: y", "");
        assertThat(PoolHosts.of(standing).get(1).wanted()).isNull();
    }

    @Test
    void whatStopsWantsNone() {
        KeeperState stops = new KeeperState("a", true, true, 2, Map.of(1, 11L), Set.of(), Map.of());
        assertThat(only(standing(List.of(reply("a", stops)), member("a", 11, 1, 1, "")))
                        .wanted())
                .isZero();
    }
}
