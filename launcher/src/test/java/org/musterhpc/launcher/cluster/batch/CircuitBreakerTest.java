package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Outcome;

class CircuitBreakerTest {
    private final CircuitBreaker fate = new CircuitBreaker();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    private Map<String, Tally> stages() {
        return Map.of("s", CircuitBreakerTest.tally(outcomes));
    }

    private static Tally tally(Map<Outcome, Long> outcomes) {
        return new Tally(0, Map.of(), 0, 0, true, outcomes, 0);
    }

    private void arrayOf(Outcome outcome, int tasks) {
        now = now.plus(Duration.ofHours(1));
        assertThat(fate.allows(now, List.of(), stages())).isTrue();
        fate.submitted(now, stages(), true);
        outcomes.merge(outcome, (long) tasks, Long::sum);
    }

    @Test
    void arraysOfWhichAllIsLostToNodesHaveAnEnd() {
        for (int i = 0; i < CircuitBreaker.LOST_AT_MOST; i++) {
            assertThat(fate.hopeless(List.of(), stages())).isNull();
            arrayOf(Outcome.NODE_LOST, 10);
        }
        assertThat(fate.hopeless(List.of(), stages())).isEqualTo(CircuitBreaker.Hopeless.ALL_LOST);
        assertThat(fate.allows(now.plus(Duration.ofDays(1)), List.of(), stages()))
                .isFalse();
    }

    @Test
    void eachIsSubmittedLaterThanTheOneBefore() {
        arrayOf(Outcome.NODE_LOST, 1);
        arrayOf(Outcome.NODE_LOST, 1);
        arrayOf(Outcome.NODE_LOST, 1);
        assertThat(fate.allows(now.plusSeconds(39), List.of(), stages())).isFalse();
        assertThat(fate.allows(now.plusSeconds(40), List.of(), stages())).isTrue();
    }

    @Test
    void oneTaskThatEndsOtherwiseBeginsTheCountAnew() {
        for (int i = 0; i < 20; i++) {
            arrayOf(Outcome.NODE_LOST, 10);
            if (i % (CircuitBreaker.LOST_AT_MOST - 1) == 0) {
                outcomes.merge(Outcome.OK, 1L, Long::sum);
            }
            assertThat(fate.hopeless(List.of(), stages())).isNull();
        }
    }

    /** Where jobs of others go first, that is the bargain. */
    @Test
    void preemptionHasNoEnd() {
        for (int i = 0; i < 20; i++) {
            arrayOf(Outcome.PREEMPTED, 10);
            assertThat(fate.hopeless(List.of(), stages())).isNull();
        }
    }
}
