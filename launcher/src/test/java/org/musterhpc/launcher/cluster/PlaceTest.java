package org.musterhpc.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.cluster.Departure.Fate;

class PlaceTest {
    private Instant now = Instant.EPOCH;
    private final Place place = new Place(() -> now);

    @Test
    void eachDeathIsFollowedByALongerWaitUntilItIsGivenUp() throws Exception {
        for (int death = 1; death <= Place.DEATHS; death++) {
            place.enter(dead("exit 1"));
            assertThat(place.notice().orElseThrow().fate()).isEqualTo(Fate.REPLACED);
            now = now.plusSeconds(1L << (death - 1)).minusMillis(1);
            assertThat(place.isDue()).as("death " + death).isFalse();
            now = now.plusMillis(1);
            assertThat(place.isDue()).as("death " + death).isTrue();
            assertThat(place.vacant()).isFalse();
        }
        place.enter(dead("exit 1"));
        assertThat(place.notice().orElseThrow().fate()).isEqualTo(Fate.GIVEN_UP);
        assertThat(place.hasFuture()).isFalse();
        assertThat(place.vacant()).isFalse();
    }

    @Test
    void deathAfterALongLifeCountsAsTheFirst() throws Exception {
        for (int death = 1; death <= 3 * Place.DEATHS; death++) {
            place.enter(dead("exit 1"));
            now = now.plus(Duration.ofMinutes(1));
            assertThat(place.notice().orElseThrow().fate()).isEqualTo(Fate.REPLACED);
        }
    }

    @Test
    void whoLeftByItselfLeavesAVacancy() throws Exception {
        place.enter(dead("exit 0"));
        assertThat(place.notice().orElseThrow().fate()).isEqualTo(Fate.LEFT);
        assertThat(place.notice()).isEmpty();
        assertThat(place.vacant()).isTrue();
        assertThat(place.isDue()).isFalse();
    }

    private static Occupant dead(String script) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", script).start();
        process.waitFor();
        return new Occupant("a", process.toHandle(), process, Path.of("a.out"));
    }
}
