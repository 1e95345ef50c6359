package org.musterhpc.launcher.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {
    private final Rate pace = new Rate();

    @Test
    void steadyRateIsFoundFromTheSecondLook() {
        pace.see(0, 100);
        pace.see(0.1, 110);
        assertThat(pace.perSecond()).isCloseTo(100, within(0.01));
        assertThat(pace.left(500)).isBetween(Duration.ofMillis(4_990), Duration.ofMillis(5_010));
    }

    @Test
    void whatHadEndedBeforeIsNotCounted() {
        pace.see(0, 1_000_000);
        assertThat(pace.perSecond()).isZero();
        assertThat(pace.left(5)).isNull();
    }

    @Test
    void rateFollowsAChangeWithinHalfAMinute() {
        long ended = 0;
        pace.see(0, 0);
        for (int second = 1; second <= 60; second++) {
            ended += second <= 30 ? 100 : 10;
            pace.see(second, ended);
        }
        assertThat(pace.perSecond()).isCloseTo(10, within(6.0));
    }

    @Test
    void oneBurstDoesNotMakeItJump() {
        for (int tenth = 0; tenth <= 600; tenth++) {
            pace.see(tenth / 10.0, tenth * 10L);
        }
        pace.see(60.1, 6_110);
        assertThat(pace.perSecond()).isCloseTo(100, within(15.0));
    }

    @Test
    void retriedTasksDoNotMakeItNegative() {
        pace.see(0, 50);
        pace.see(1, 20);
        assertThat(pace.perSecond()).isZero();
    }
}
