package org.musterhpc.launcher.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What was needed at the most lately. */
class RecentGoalsTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final RecentGoals goals = new RecentGoals(Duration.ofSeconds(10));

    private void at(int second, int goal) {
        goals.add(goal, BEGIN.plusSeconds(second));
    }

    @Test
    void whoHasJustBegunToLookKnowsNothing() {
        assertThat(goals.highest()).isNull();
        at(0, 3);
        at(8, 0);
        assertThat(goals.highest()).isNull();
        assertThat(goals.rest()).isEqualTo(Duration.ofSeconds(2));
        at(10, 0);
        assertThat(goals.highest()).isEqualTo(3);
    }

    @Test
    void theHighestCountsUntilTheWindowIsOver() {
        at(0, 1);
        at(4, 7);
        at(6, 2);
        at(10, 0);
        assertThat(goals.highest()).isEqualTo(7);
        at(14, 0);
        assertThat(goals.highest()).isEqualTo(7);
        assertThat(goals.rest()).isEqualTo(Duration.ofSeconds(2));
        at(15, 0);
        assertThat(goals.highest()).isEqualTo(2);
        at(20, 0);
        assertThat(goals.highest()).isZero();
        assertThat(goals.rest()).isZero();
        at(21, 5);
        assertThat(goals.highest()).isEqualTo(5);
    }

    @Test
    void whoDidNotLookForAWhileBeginsAnew() {
        at(0, 1);
        at(10, 1);
        assertThat(goals.highest()).isEqualTo(1);
        at(60, 1);
        assertThat(goals.highest()).isNull();
        at(70, 1);
        assertThat(goals.highest()).isEqualTo(1);
        at(40, 0);
        assertThat(goals.highest()).as("the clock was put back").isNull();
    }
}
