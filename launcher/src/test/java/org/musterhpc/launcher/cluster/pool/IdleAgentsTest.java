package org.musterhpc.launcher.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.cluster.pool.IdleAgents.Seat;

/** How long agents have had nothing to do. */
class IdleAgentsTest {
    private static final Seat ONE = new Seat("a", 1);
    private static final Seat TWO = new Seat("a", 2);

    private final IdleAgents idle = new IdleAgents(Duration.ofSeconds(10));

    private void at(int second, Set<Seat> working) {
        idle.look(Set.of(ONE, TWO), working, Instant.EPOCH.plusSeconds(100 + second));
    }

    @Test
    void whoHadNothingToDoForLongEnoughIsIdle() {
        assertThat(idle.idle(ONE)).isFalse();
        at(0, Set.of());
        at(5, Set.of(ONE));
        at(10, Set.of());
        assertThat(idle.idle(ONE)).isFalse();
        assertThat(idle.idle(TWO)).isTrue();
        at(15, Set.of());
        assertThat(idle.idle(ONE)).isTrue();
        at(16, Set.of(ONE));
        assertThat(idle.idle(ONE)).isFalse();
    }

    @Test
    void whoCameBackAfterAWhileKnowsNothingOfIt() {
        at(0, Set.of());
        at(60, Set.of());
        assertThat(idle.idle(ONE)).isFalse();
        at(70, Set.of());
        assertThat(idle.idle(ONE)).isTrue();
    }

    @Test
    void ofWhomNoneIsKeptNothingIsKnown() {
        at(0, Set.of());
        idle.look(Set.of(TWO), Set.of(), Instant.EPOCH.plusSeconds(105));
        at(110, Set.of());
        assertThat(idle.idle(ONE)).isFalse();
    }
}
