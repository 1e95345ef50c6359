package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefetchTest {

    /** Seconds of a task, seconds of a round trip, tasks at once → how many to have in advance. */
    @ParameterizedTest
    @CsvSource({
        "60,     0.001, 8, 0",
        "1,      0.001, 8, 0",
        "0.5,    0.001, 8, 1",
        "0.01,   0.001, 4, 6",
        "0.001,  0.001, 2, 28",
        "0.1,    0.100, 4, 17",
        "0.1,    5,     4, 40",
        "0.0001, 1,     8, 1000",
        "0,      0.001, 8, 1000",
    })
    void claimsAheadWhatHidesTheRoundTrip(double task, double trip, int atOnce, int expected) {
        Prefetch pace = new Prefetch();
        pace.taskTook(task);
        pace.roundTripTook(trip);

        assertThat(pace.ahead(atOnce)).isEqualTo(expected);
    }
}
