package org.musterhpc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatientAwaitsTest {

    @Test
    void everyAwaitHasTheCeiling() {
        AtomicLong left = new AtomicLong();
        await().conditionEvaluationListener(condition -> left.set(condition.getRemainingTimeInMS()))
                .until(() -> true);
        assertThat(left.get()).isBetween(1L, Ceiling.TIME.toMillis()).isGreaterThan(Ceiling.TIME.toMillis() / 2);
    }

    @Test
    void aLookThatTakesLongIsFollowedByAsLongARest() {
        List<Duration> rests = new ArrayList<>();
        await().conditionEvaluationListener(condition -> rests.add(condition.getPollInterval()))
                .until(() -> {
                    Thread.sleep(300);
                    return rests.size() == 3;
                });
        assertThat(rests.get(1)).isLessThan(Duration.ofMillis(300));
        assertThat(rests.get(2)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
    }
}
