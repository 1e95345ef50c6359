package org.musterhpc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunTimesTest {
    private final RunTimes runs = new RunTimes(
            10,
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            new TreeMap<>(Map.of(0, 1L, 10, 8L, 14, 1L)),
            new TreeMap<>(Map.of(9, 10L)),
            new TreeMap<>(Map.of(20, 9L, 22, 1L)));

    @Test
    void meanIsTheSumOverTheirNumber() {
        assertThat(runs.mean()).isEqualTo(Duration.ofSeconds(2));
        assertThat(RunTimes.NONE.mean()).isZero();
    }

    @Test
    void shareIsBelowAPowerOfTwo() {
        assertThat(runs.wallOf(0.1)).isZero();
        assertThat(runs.wallOf(0.5)).isEqualTo(Duration.ofMillis(1_024));
        assertThat(runs.wallOf(0.9)).isEqualTo(Duration.ofMillis(1_024));
        assertThat(runs.wallOf(1)).isEqualTo(Duration.ofMillis(16_384));
        assertThat(runs.cpuOf(0.5)).isEqualTo(Duration.ofMillis(512));
        assertThat(runs.memoryOf(0.9)).isEqualTo(1L << 30);
        assertThat(runs.memoryOf(1)).isEqualTo(1L << 32);
    }

    @Test
    void ofNothingNothingIsLearnt() {
        assertThat(RunTimes.NONE.wallOf(0.5)).isZero();
        assertThat(RunTimes.NONE.memoryOf(0.99)).isZero();
    }
}
