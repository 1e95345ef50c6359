package org.musterhpc.agent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Pool.Demand;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Member;

/** When an agent of a pool leaves its allocation, with its time in the test's hands. */
class PoolTermTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FakePool pool = new FakePool(nanos);
    private final List<String> done = new ArrayList<>();
    private boolean folder = true;

    private PoolLoop loop(@Nullable Duration rest) {
        RedisClock clock = new RedisClock(nanos::get, Instant.EPOCH);
        PoolLoop[] loop = new PoolLoop[1];
        CampaignOpener opener = new CampaignOpener() {
            @Override
            public void open(String campaign) {
                done.add(campaign);
            }

            @Override
            public void end(Leaving why) {
                done.add(why.name());
                loop[0].leave(why);
            }

            @Override
            public boolean canWork() {
                return folder;
            }
        };
        loop[0] = new PoolLoop(
                pool,
                new AgentSetup(
                        "me",
                        new Member.Site("host", 7, "12_3", "1"),
                        2,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        new Term(Duration.ofSeconds(60), rest)),
                new SharedRoom(new Resources(2, 1000), nanos::get),
                opener,
                clock,
                new Diary(new StringBuilder(), clock));
        return loop[0];
    }

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void leavesOnceItsFolderIsGone() {
        PoolLoop loop = loop(null);
        loop.rung("a");
        assertThat(loop.runOnce()).isNull();
        folder = false;
        pass(10);
        assertThat(loop.runOnce()).as("what runs ends first").isNull();
        loop.closed("a", "");
        assertThat(loop.runOnce()).isEqualTo(Leaving.NO_FOLDER);
        assertThat(done).containsExactly("a", "NO_FOLDER");
    }

    @Test
    void leavesOnceItWasIdleForSoLong() {
        PoolLoop loop = loop(null);
        assertThat(loop.runOnce()).isNull();
        pass(59);
        assertThat(loop.runOnce()).isNull();
        pass(1);
        assertThat(loop.runOnce()).isEqualTo(Leaving.EMPTY);
    }

    @Test
    void idleIsCountedFromTheEndOfItsLastCampaign() {
        PoolLoop loop = loop(null);
        loop.rung("a");
        loop.runOnce();
        pass(100);
        assertThat(loop.runOnce()).isNull();
        loop.closed("a", "");
        assertThat(loop.runOnce()).isNull();
        pass(59);
        assertThat(loop.runOnce()).isNull();
        pass(1);
        assertThat(loop.runOnce()).isEqualTo(Leaving.EMPTY);
    }

    @Test
    void looksOnceForWhatItHasNotHeardOfBeforeItLeaves() {
        pool.demand = List.of(new Demand("none", 9, 0, 1, 4), new Demand("a", 0, 5, 1, 0));
        PoolLoop loop = loop(null);
        loop.runOnce();
        pass(60);
        assertThat(loop.runOnce()).isNull();
        assertThat(loop.runOnce()).isNull();
        pool.demand = List.of();
        pass(1);
        assertThat(loop.runOnce()).isNull();
        loop.closed("a", "");
        pass(59);
        assertThat(loop.runOnce()).as("idle since that was open").isNull();
        pass(1);
        assertThat(loop.runOnce()).isEqualTo(Leaving.EMPTY);
        assertThat(done).containsExactly("a");
    }

    @Test
    void looksNoMoreWhereNothingWaits() {
        pool.demand = List.of(new Demand("none", 9, 0, 1, 4));
        PoolLoop loop = loop(null);
        loop.runOnce();
        pass(60);
        assertThat(loop.runOnce()).isEqualTo(Leaving.EMPTY);
        assertThat(done).isEmpty();
    }

    @Test
    void staysWhereTooFewOthersAreAndAsksAgain() {
        pool.mayLeave = false;
        PoolLoop loop = loop(null);
        loop.runOnce();
        pass(60);
        assertThat(loop.runOnce()).isNull();
        assertThat(loop.runOnce()).isNull();
        assertThat(pool.asked).isEqualTo(1);
        pass(3);
        pool.mayLeave = true;
        assertThat(loop.runOnce()).isEqualTo(Leaving.EMPTY);
    }

    @Test
    void doesAsItWasToldWithItsNextHeartbeat() {
        PoolLoop loop = loop(null);
        loop.runOnce();
        pool.farewell = Farewell.REPLACE;
        pass(10);
        assertThat(loop.runOnce()).as("until another is there").isNull();
        pool.farewell = Farewell.DRAIN;
        assertThat(loop.runOnce()).isNull();
        pass(10);
        assertThat(loop.runOnce()).isEqualTo(Leaving.DRAINED);
        assertThat(done).containsExactly("DRAINED");
    }

    @Test
    void leavesBeforeItsAllocationEndsWhateverIsOpenAndSaysWhenThatIs() {
        PoolLoop loop = loop(Duration.ofMinutes(10));
        loop.rung("a");
        loop.runOnce();
        assertThat(pool.members.get("me").site().ends()).isEqualTo(Instant.EPOCH.plusSeconds(600));
        pass(599);
        loop.runOnce();
        assertThat(done).containsExactly("a");
        pass(1);
        loop.runOnce();
        assertThat(done).containsExactly("a", "NO_TIME");
    }

    @Test
    void oneIntoWhichNothingFitsAnyMoreMakesRoom() {
        PoolLoop loop = loop(Duration.ofMinutes(10));
        loop.rung("a");
        loop.runOnce();
        loop.closed("a", "nothing of the campaign fits here");
        loop.unfit();
        assertThat(loop.runOnce()).isEqualTo(Leaving.NO_TIME);
        assertThat(pool.asked).as("whatever min is").isZero();
    }
}
