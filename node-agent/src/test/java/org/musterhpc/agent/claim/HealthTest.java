package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Outcome;

class HealthTest {
    private final Health health = new Health();

    @Test
    void nodeThatStartsNothingIsSick() {
        ended(10, Outcome.START_FAILED, Detail.because("fork: no memory"));
        assertThat(health.sick()).isTrue();
    }

    @Test
    void tasksThatNoNodeCouldStartSayNothing() {
        ended(9, Outcome.START_FAILED, Detail.because("fork: no memory"));
        ended(100, Outcome.START_FAILED, new Detail(127, null, "no such program"));
        ended(100, Outcome.START_FAILED, new Detail(126, null, "too long"));
        ended(100, Outcome.BAD_MESSAGE, Detail.NONE);
        assertThat(health.sick()).isFalse();
        ended(1, Outcome.START_FAILED, Detail.because("fork: no memory"));
        assertThat(health.sick()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"EXIT", "SIGNAL", "OOM", "WALLTIME", "OUTPUT_MISSING", "SETUP"})
    void whatStartedIsNotTheNodesFault(Outcome outcome) {
        ended(9, Outcome.START_FAILED, Detail.because("fork: no memory"));
        ended(100, outcome, Detail.NONE);
        ended(9, Outcome.START_FAILED, Detail.because("fork: no memory"));
        assertThat(health.sick()).isFalse();
    }

    private void ended(int times, Outcome outcome, Detail detail) {
        for (int i = 0; i < times; i++) {
            health.ended(new Attempt(
                    1,
                    1,
                    outcome,
                    detail,
                    new Place("a", "h", "c", null),
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Usage.UNKNOWN,
                    null,
                    null));
        }
    }
}
