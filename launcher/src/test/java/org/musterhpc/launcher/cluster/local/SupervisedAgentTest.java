package org.musterhpc.launcher.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.cluster.local.AgentExit.Sequel;

class SupervisedAgentTest {
    private Instant now = Instant.EPOCH;
    private final SupervisedAgent place = new SupervisedAgent(() -> now);

    @Test
    void eachDeathIsFollowedByALongerWaitUntilItIsGivenUp() throws Exception {
        for (int death = 1; death <= SupervisedAgent.DEATHS; death++) {
            place.enter(dead("exit 1"));
            assertThat(place.notice().orElseThrow().sequel()).isEqualTo(Sequel.REPLACED);
            now = now.plusSeconds(1L << (death - 1)).minusMillis(1);
            assertThat(place.isDue()).as("death " + death).isFalse();
            now = now.plusMillis(1);
            assertThat(place.isDue()).as("death " + death).isTrue();
            assertThat(place.vacant()).isFalse();
        }
        place.enter(dead("exit 1"));
        assertThat(place.notice().orElseThrow().sequel()).isEqualTo(Sequel.GIVEN_UP);
        assertThat(place.hasFuture()).isFalse();
        assertThat(place.vacant()).isFalse();
    }

    @Test
    void deathAfterALongLifeCountsAsTheFirst() throws Exception {
        for (int death = 1; death <= 3 * SupervisedAgent.DEATHS; death++) {
            place.enter(dead("exit 1"));
            now = now.plus(Duration.ofMinutes(1));
            assertThat(place.notice().orElseThrow().sequel()).isEqualTo(Sequel.REPLACED);
        }
    }

    @Test
    void whoLeftByItselfLeavesAVacancy() throws Exception {
        place.enter(dead("exit 0"));
        assertThat(place.notice().orElseThrow().sequel()).isEqualTo(Sequel.LEFT);
        assertThat(place.notice()).isEmpty();
        assertThat(place.vacant()).isTrue();
        assertThat(place.isDue()).isFalse();
    }

    private static AgentProcess dead(String script) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", script).start();
        process.waitFor();
        return new AgentProcess("a", process.toHandle(), process, Path.of("a.out"));
    }
}
