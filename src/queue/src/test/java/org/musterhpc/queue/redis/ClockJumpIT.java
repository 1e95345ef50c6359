package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.policy.Sweeper;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** The clock of Redis' host is put back or forward; each process' own monotonic clock goes on. */
class ClockJumpIT {
    private static final String S = "match";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration BEAT = Duration.ofSeconds(10);
    private Rig rig;
    private WorkQueue dead;
    private WorkQueue living;
    private Lease lost;
    private Lease kept;

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "jumps", Rig.stage(S));
        rig.push(S, 1, 10);
        dead = rig.agent("dead");
        living = rig.agent("living");
        lost = rig.claimOne(dead, S);
        kept = rig.claimOne(living, S);
        dead.beat(Rig.agentInfo("dead"), List.of(lost));
        beat();
        // All that look for lapsed leases have looked before.
        assertThat(living.lapsed(10)).isEmpty();
    }

    @AfterEach
    void close() {
        rig.queues.control().purge("jumps");
        rig.close();
    }

    private void beat() {
        assertThat(living.beat(Rig.agentInfo("living"), List.of(kept)).lost()).isEmpty();
    }

    /** A second at a time, with a beat every ten and a sweep every second, as agents do. */
    private List<Lapsed> pass(Duration time) {
        List<Lapsed> found = new ArrayList<>();
        for (long second = 1; second <= time.toSeconds(); second++) {
            rig.pass(Duration.ofSeconds(1));
            if (second % BEAT.toSeconds() == 0) {
                beat();
            }
            found.addAll(living.lapsed(10));
        }
        return found;
    }

    private List<View.Event> clockEvents() {
        return rig.queues.view().events("jumps", null, 100).events().stream()
                .filter(event -> event.kind().equals("clock"))
                .toList();
    }

    @Test
    void whatADeadAgentHeldLapsesWithinALeaseOfAJumpBack() {
        rig.jump(HOUR.negated());
        List<Lapsed> found = pass(Rig.LEASE.plusSeconds(2));
        assertThat(found).isNotEmpty().allMatch(lapsed -> lapsed.agent().equals("dead"));
        assertThat(found).noneMatch(Lapsed::walltimeOver);
        assertThat(rig.report(living, rig.finish(kept))).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void livingAgentLosesNothingByAJumpForward() {
        rig.jump(HOUR);
        // Not even before it can say that it lives.
        assertThat(living.lapsed(10)).isEmpty();
        List<Lapsed> found = pass(Rig.LEASE.plusSeconds(2));
        assertThat(found).isNotEmpty().allMatch(lapsed -> lapsed.agent().equals("dead"));
        // Its walltime of ten minutes was not over: not by its own time.
        assertThat(found).noneMatch(Lapsed::walltimeOver);
        assertThat(rig.report(living, rig.finish(kept))).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void walltimeIsReckonedWithoutTheJump() {
        rig.jump(HOUR);
        beat();
        View.Holder holder =
                rig.queues.view().find("jumps", kept.id()).orElseThrow().lease();
        assertThat(holder.deadline()).isEqualTo(kept.claimed().plus(HOUR).plus(Rig.WALLTIME));
        assertThat(holder.expires())
                .isEqualTo(Instant.ofEpochMilli(rig.time.get()).plus(Rig.LEASE));
        rig.jump(HOUR.multipliedBy(2).negated());
        beat();
        holder = rig.queues.view().find("jumps", kept.id()).orElseThrow().lease();
        assertThat(holder.deadline()).isEqualTo(kept.claimed().minus(HOUR).plus(Rig.WALLTIME));
    }

    /** It has no clock of its own to compare with yet; but others have told of the jump. */
    @Test
    void programThatBeginsAfterAJumpTakesNothingFromTheLiving() {
        rig.jump(HOUR);
        assertThat(living.lapsed(10)).isEmpty();
        WorkQueue fresh = rig.queues.work("jumps");
        assertThat(fresh.lapsed(10)).isEmpty();
        beat();
        rig.pass(Rig.LEASE.minusSeconds(1));
        beat();
        rig.pass(Duration.ofSeconds(1));
        assertThat(fresh.lapsed(10)).extracting(Lapsed::agent).containsExactly("dead");
        fresh.close();
    }

    @Test
    void jumpIsToldOnceHoweverManySeeIt() {
        WorkQueue other = rig.agent("other");
        assertThat(other.lapsed(10)).isEmpty();
        rig.pass(Duration.ofSeconds(1));
        rig.jump(HOUR.negated());
        Sweeper sweeper = new Sweeper(living, () -> Instant.ofEpochMilli(rig.time.get()), () -> 0, Rig.LEASE);
        assertThat(sweeper.runOnce()).isEmpty();
        assertThat(sweeper.clockJump())
                .hasValueSatisfying(told -> assertThat(told).contains("back by 01:00:00"));
        assertThat(other.lapsed(10)).isEmpty();
        assertThat(clockEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.detail()).containsEntry("jumped_ms", "-3600000"));
        rig.pass(Duration.ofSeconds(1));
        rig.jump(HOUR);
        assertThat(other.lapsed(10)).isEmpty();
        assertThat(living.lapsed(10)).isEmpty();
        assertThat(clockEvents()).hasSize(2);
    }

    @Test
    void taskThatIsDelayedDoesNotWaitAnHourMore() {
        rig.report(living, rig.retry(kept, Duration.ofSeconds(30)));
        assertThat(rig.count(S, State.DELAYED)).isOne();
        rig.jump(HOUR.negated());
        assertThat(Rig.claim(living, S, 1)).extracting(Lease::id).containsExactly(kept.id());
        assertThat(rig.tally(S).outcomes()).doesNotContainKeys(Outcome.NODE_LOST, Outcome.WALLTIME);
    }

    @Test
    void deadAgentIsNotAliveForAnHourMore() {
        rig.jump(HOUR.negated());
        beat();
        assertThat(rig.overview().agents()).isOne();
        assertThat(rig.queues.view().agents("jumps"))
                .filteredOn(View.AgentView::alive)
                .extracting(agent -> agent.info().name())
                .containsExactly("living");
    }

    @Test
    void rateIsNotMadeOfTheTimeBeforeAJumpBack() {
        rig.report(living, rig.finish(kept));
        assertThat(rig.tally(S).finishedLately()).isOne();
        rig.jump(HOUR.negated());
        assertThat(rig.tally(S).finishedLately()).isZero();
        kept = rig.claimOne(living, S);
        rig.report(living, rig.finish(kept));
        assertThat(rig.tally(S).finishedLately()).isOne();
    }

    @Test
    void watchOfALauncherThatIsGoneDoesNotLastAnHourMore() {
        try (ScriptRunner runner = TestServer.runner()) {
            // By the server's own clock.
            Duration half = HOUR.dividedBy(2);
            String watch = new Keys(RedisAddress.DEFAULT_PREFIX, "jumps").watch("c");
            for (String left : List.of("of an hour", "of nobody, for ever")) {
                runner.ask(redis -> redis.set(watch, left));
                if (left.contains("hour")) {
                    runner.ask(redis -> redis.pexpire(watch, HOUR.toMillis()));
                }
                assertThat(rig.queues.ledger().watch("jumps", "c", "me", half)).isFalse();
                long lasts = runner.ask(redis -> redis.pttl(watch));
                assertThat(lasts).isBetween(1L, half.toMillis());
                String holder = runner.ask(redis -> redis.get(watch));
                assertThat(holder).isEqualTo(left);
            }
        }
    }
}
