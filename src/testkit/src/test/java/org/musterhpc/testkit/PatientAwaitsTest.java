package org.musterhpc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
}
