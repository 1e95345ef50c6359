package org.musterhpc.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Plan.Scale SCALE = new Plan.Scale(100, 7, "0.1");

    private static Plan plan(long seed, int round) {
        return Plan.of(seed, round, SCALE, Kinds.ALL);
    }

    @Test
    void roundFollowsFromItsSeedAndNumber() {
        assertThat(plan(3, 12)).isEqualTo(plan(3, 12));
        assertThat(plan(3, 12).faults()).isNotEqualTo(plan(4, 12).faults());
    }

    @Test
    void everyKindHasItsTurn() {
        Set<Fault> drawn = new HashSet<>();
        IntStream.rangeClosed(1, 18)
                .forEach(round -> drawn.addAll(plan(1, round).faults()));
        assertThat(drawn).containsAll(Kinds.ALL);
    }

    @Test
    void redisForgetsInEveryThirdRoundOnly() {
        for (int round = 1; round <= 12; round++) {
            List<Fault> forgetting =
                    plan(1, round).faults().stream().filter(Fault::forgets).toList();
            assertThat(forgetting.isEmpty()).as("round " + round).isEqualTo(round % 3 != 0);
        }
    }
}
