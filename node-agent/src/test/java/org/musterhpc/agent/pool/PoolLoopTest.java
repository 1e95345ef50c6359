package org.musterhpc.agent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.agent.room.Room;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Pool.Demand;
import org.musterhpc.queue.Pool.Member;

/** What an agent of two slots has open, with its time in the test's hands. */
class PoolLoopTest {
    private static final Resources ONE = new Resources(1, 0);

    private final AtomicLong nanos = new AtomicLong();
    private final StringBuilder diary = new StringBuilder();
    private final FakePool pool = new FakePool(nanos);
    private final RedisClock clock = new RedisClock(nanos::get, Instant.EPOCH);
    private final SharedRoom room = new SharedRoom(new Resources(2, 1000), nanos::get);
    private final List<String> opened = new ArrayList<>();
    private final PoolLoop loop = new PoolLoop(
            pool,
            new AgentSetup(
                    "me", new Member.Site("host", 7, "", "1"), 2, Duration.ofSeconds(10), Duration.ofSeconds(30)),
            room,
            opened::add,
            clock,
            new Diary(diary, clock));

    private static Demand wants(String campaign, int priority, long cpus, long working) {
        return new Demand(campaign, priority, cpus, 1, working);
    }

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private Member me() {
        return pool.members.get("me");
    }

    @Test
    void idleItBeatsAndAsksForNothingElse() {
        for (int second = 0; second < 60; second++) {
            loop.runOnce();
            pass(1);
        }
        assertThat(pool.beats).isEqualTo(6);
        assertThat(pool.looks).isZero();
        assertThat(me())
                .isEqualTo(new Member(
                        "me",
                        new Member.Site("host", 7, "", "1"),
                        2,
                        0,
                        List.of(),
                        "",
                        Instant.EPOCH.plusSeconds(50),
                        Duration.ofSeconds(30)));
    }

    @Test
    void aRingOpensThatCampaignAtOnceThoughNobodyHasCounted() {
        loop.runOnce();
        loop.rung("a");
        loop.runOnce();
        assertThat(opened).containsExactly("a");
        loop.runOnce();
        assertThat(opened).as("once").containsExactly("a");
    }

    @Test
    void itOpensNoMoreThanItHasRoomForAndTheHighestFirst() {
        pool.demand = List.of(wants("a", 0, 5, 0), wants("b", 3, 1, 0), wants("c", 1, 5, 0), wants("none", 9, 0, 4));
        loop.rung("a");
        loop.runOnce();
        assertThat(opened).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void fullItOpensNothingUntilATaskEnds() {
        loop.rung("a");
        loop.runOnce();
        Room part = room.part("a", () -> {});
        part.take(ONE, 0);
        part.take(ONE, 0);
        assertThat(loop.hungry()).isFalse();
        pool.demand = List.of(wants("a", 0, 5, 2), wants("b", 5, 5, 0));
        pass(1);
        loop.runOnce();
        assertThat(opened).containsExactly("a");
        part.give(ONE, List.of());
        pass(1);
        loop.runOnce();
        assertThat(opened).containsExactly("a", "b");
        assertThat(part.free().cpus()).as("what is free is b's").isNegative();
    }

    @Test
    void aRefusedCampaignIsToldAndNotTriedAgainForAMinute() {
        loop.rung("a");
        loop.runOnce();
        loop.closed("a", "runs nothing: signed by somebody else");
        loop.runOnce();
        assertThat(me().problem()).isEqualTo("a: runs nothing: signed by somebody else");
        assertThat(diary).contains("does not work on a: runs nothing");
        pool.demand = List.of(wants("a", 5, 5, 0), wants("b", 0, 1, 0));
        for (int second = 0; second < 59; second++) {
            loop.rung("a");
            loop.runOnce();
            pass(1);
        }
        assertThat(opened).as("others do not wait for it").containsExactly("a", "b");
        pass(2);
        loop.rung("a");
        loop.runOnce();
        assertThat(opened).containsExactly("a", "b", "a");
        pass(10);
        loop.runOnce();
        assertThat(me().problem()).isEmpty();
    }

    @Test
    void oneThatIsClosedAsItHadNoMoreWorkOpensAgainWhenItHas() {
        loop.rung("a");
        loop.runOnce();
        pass(3);
        loop.closed("a", "");
        loop.runOnce();
        assertThat(me().campaigns()).isEmpty();
        assertThat(me().problem()).isEmpty();
        pass(5);
        loop.runOnce();
        assertThat(opened).containsExactly("a");
        loop.rung("a");
        loop.runOnce();
        assertThat(opened).containsExactly("a", "a");
    }

    @Test
    void oneRingOpensOnceThoughThereIsNothingToDo() {
        loop.rung("a");
        loop.runOnce();
        loop.closed("a", "");
        loop.runOnce();
        assertThat(opened).containsExactly("a");

        loop.rung("a");
        loop.runOnce();
        pass(1);
        loop.rung("a"); // meanwhile: what it is about may be newer than the look that found nothing
        loop.closed("a", "");
        loop.runOnce();
        assertThat(opened).containsExactly("a", "a", "a");
    }

    @Test
    void redisAwayEndsNothingAndIsToldOnce() {
        loop.rung("a");
        loop.runOnce();
        pool.away = true;
        for (int second = 0; second < 60; second++) {
            pass(1);
            assertThat(loop.runOnce()).isNull();
        }
        assertThat(room.part("a", () -> {}).most()).as("its share stays").isEqualTo(2);
        pool.away = false;
        pass(10);
        loop.runOnce();
        assertThat(diary.toString().lines().filter(line -> line.contains("does not answer")))
                .hasSize(1);
        assertThat(diary).contains("answers again");
    }

    @Test
    void leavingItOpensNothingAndIsGoneOnceAllIsClosed() {
        loop.rung("a");
        loop.runOnce();
        loop.leave(Leaving.DRAINED);
        loop.rung("b");
        pool.demand = List.of(wants("b", 9, 9, 0));
        assertThat(loop.runOnce()).isNull();
        assertThat(opened).containsExactly("a");
        assertThat(loop.hungry()).isFalse();
        loop.leave(Leaving.STOPPED);
        loop.leave(Leaving.DRAINED);
        loop.closed("a", "");
        assertThat(loop.runOnce()).isEqualTo(Leaving.STOPPED);
    }

    @Test
    void idleItLeavesAtOnce() throws Exception {
        loop.leave(Leaving.DRAINED);
        assertThat(loop.run()).isEqualTo(Leaving.DRAINED);
        assertThat(loop.awaitHunger()).isFalse();
    }
}
