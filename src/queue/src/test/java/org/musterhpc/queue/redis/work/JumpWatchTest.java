package org.musterhpc.queue.redis.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.queue.redis.work.JumpWatch.Look;

class JumpWatchTest {
    private static final long LEASE = 30_000;
    private final JumpWatch watch = new JumpWatch();

    @BeforeEach
    void first() {
        assertThat(watch.seen(look(1_000_000, 0, 10), LEASE)).isNull();
    }

    private static Look look(long redis, long before, long after) {
        return new Look(redis, TimeUnit.MILLISECONDS.toNanos(before), TimeUnit.MILLISECONDS.toNanos(after));
    }

    @ParameterizedTest
    @CsvSource({"1001000, 1000, 1010", "1060000, 60000, 60010", "1001500, 1000, 1010", "1000100, 1000, 1010"})
    void whatPassedByBothClocksIsNoJump(long redis, long before, long after) {
        assertThat(watch.seen(look(redis, before, after), LEASE)).isNull();
    }

    /** Redis may have looked at its clock at any time between the question and the answer. */
    @Test
    void answerThatTookLongIsNoJump() {
        assertThat(watch.seen(look(1_009_000, 1_000, 10_000), LEASE)).isNull();
        assertThat(watch.seen(look(1_017_100, 18_000, 18_010), LEASE)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"4601000, 3600000", "-2599000, -3600000", "1006000, 5000", "996000, -5000"})
    void jumpIsFoundWithItsLength(long redis, long by) {
        JumpWatch.Jump jump = watch.seen(look(redis, 1_000, 1_010), LEASE);
        assertThat(jump).isNotNull();
        assertThat(jump.by()).isBetween(by - 20, by + 20);
        assertThat(watch.seen(look(redis + 1_000, 2_000, 2_010), LEASE)).isNull();
    }
}
