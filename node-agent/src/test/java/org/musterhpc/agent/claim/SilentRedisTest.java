package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.keep.FormerSpools;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;

/** How long an agent waits for a Redis that is gone, by a clock that is moved by hand. */
class SilentRedisTest {
    private static final Duration A_BIT = Duration.ofMillis(1);

    @TempDir
    Path logs;

    private Bench bench;

    @BeforeEach
    void setUp() throws InterruptedException {
        bench = new Bench(logs, new FakeQueue(FakeQueue.stage("s", 0, 1, Duration.ofMinutes(10))));
        bench.heart.runOnce();
        bench.round();
    }

    private void redisGoes() {
        bench.queue.away = true;
        bench.queue.beatFails = new QueueUnavailableException("away", null);
    }

    private void redisComes() {
        bench.queue.away = false;
        bench.queue.beatFails = null;
    }

    /** Time passes, and the agent's threads look at it. */
    private Leaving after(Duration time) throws InterruptedException {
        bench.pass(time);
        bench.heart.runOnce();
        return bench.round();
    }

    @Test
    void withNothingInHandItLeavesAfterLingerAndALease() throws Exception {
        redisGoes();

        assertThat(after(Bench.LINGER.plus(Bench.LEASE))).isNull();
        assertThat(after(A_BIT)).isEqualTo(Leaving.NO_REDIS);

        assertThat(Leaving.NO_REDIS.exitStatus()).isEqualTo(3);
        assertThat(bench.spools()).isEmpty();
    }

    @Test
    void heartbeatsThatAreRefusedAreNoBetterThanNone() throws Exception {
        bench.queue.beatFails = new IllegalStateException("WRONGTYPE");

        assertThat(after(Bench.LINGER.plus(Bench.LEASE))).isNull();
        assertThat(after(A_BIT)).isEqualTo(Leaving.NO_REDIS);
    }

    @Test
    void claimsThatAreRefusedAreNoBetterThanNone() throws Exception {
        bench.queue.away = true;
        for (int i = 0; i < 6; i++) {
            assertThat(after(Bench.LEASE.dividedBy(3))).isNull();
        }

        assertThat(after(Bench.LINGER)).isEqualTo(Leaving.NO_REDIS);
    }

    @Test
    void redisThatComesBackInTimeFindsTheAgentThere() throws Exception {
        redisGoes();
        assertThat(after(Bench.LINGER.plus(Bench.LEASE))).isNull();
        redisComes();
        assertThat(after(Duration.ofSeconds(5))).isNull();
        bench.queue.with("s", 1);
        after(Duration.ofSeconds(1));
        bench.work();
        after(A_BIT);

        assertThat(bench.queue.reports(Report.Finish.class)).hasSize(1);
    }

    @Test
    void outcomesAreKeptForAsLongAsThePatienceLastsAndThenLeftInTheSpool() throws Exception {
        bench.queue.with("s", 2);
        after(Duration.ofSeconds(1));
        redisGoes();
        bench.work();

        assertThat(after(Bench.PATIENCE.minusSeconds(1))).isNull();
        assertThat(after(Duration.ofSeconds(6))).isEqualTo(Leaving.NO_REDIS);

        assertThat(bench.said.toString()).contains("leaves with 2 reports that Redis did not take; 2 of them are in ");
        assertThat(bench.spools()).hasSize(1);
        // The process that held the lock is gone by then; here, another file stands for that.
        Path spool = bench.spools().get(0);
        Files.copy(spool, spool.resolveSibling("former"));
        Files.delete(spool);
        redisComes();
        Path successor = Files.createDirectory(logs.resolve("successor"));
        new FormerSpools(successor, bench.queue, bench.diary).handIn();
        assertThat(bench.queue.reports(Report.Finish.class)).hasSize(2);
        assertThat(bench.spools()).isEmpty();
    }

    @Test
    void tasksThatRunAreNotLeft() throws Exception {
        bench.queue.with("s", 1);
        after(Duration.ofSeconds(1));
        redisGoes();

        assertThat(after(Bench.PATIENCE.multipliedBy(2))).isNull();
        bench.work();

        assertThat(after(A_BIT)).isEqualTo(Leaving.NO_REDIS);
        assertThat(bench.spools()).hasSize(1);
    }

    @Test
    void tasksThatGoBackAreNoOutcomesToWaitWith() throws Exception {
        bench.queue.with("s", 1);
        bench.heart.runOnce();
        redisGoes();
        bench.slots.giveBack(bench.another().lease());

        assertThat(after(Bench.LINGER.plus(Bench.LEASE).plus(A_BIT))).isEqualTo(Leaving.NO_REDIS);
    }
}
