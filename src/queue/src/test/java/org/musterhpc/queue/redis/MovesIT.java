package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** The moves one by one, on a real Redis whose clock the test drives. */
class MovesIT {
    private static final String S = "match";
    private Rig rig;

    @BeforeEach
    void open(TestInfo test) {
        rig = new Rig(TestServer.address(), test.getTestMethod().orElseThrow().getName(), Rig.stage(S));
    }

    @AfterEach
    void close() {
        rig.queues.control().purge(rig.campaign.name());
        rig.close();
    }

    @Test
    void taskGoesFromPendingThroughWorkingToDone() {
        rig.push(S, 1, 3);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(3);

        WorkQueue agent = rig.agent("a");
        Lease lease = rig.claimOne(agent, S);
        assertThat(lease.id()).isEqualTo("match/000001");
        assertThat(lease.attempt()).isEqualTo(1);
        assertThat(lease.walltime()).isEqualTo(Rig.WALLTIME);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(2);
        assertThat(rig.count(S, State.WORKING)).isEqualTo(1);

        assertThat(rig.report(agent, rig.finish(lease))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.count(S, State.WORKING)).isZero();
        assertThat(rig.count(S, State.DONE)).isEqualTo(1);
        assertThat(rig.tally(S).outcomes()).containsEntry(Outcome.OK, 1L);
    }

    @Test
    void batchThatIsSentTwiceIsPushedOnce() {
        rig.push(S, 1, 5_000);
        rig.push(S, 1, 5_000);
        assertThat(rig.tally(S).pushed()).isEqualTo(5_000);
        assertThat(rig.queues.intake().pushed(rig.campaign.name(), S)).isEqualTo(5_000);
        rig.push(S, 5_001, 5_010);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(5_010);
    }

    @Test
    void finishAndClaimAreOneExchange() {
        rig.push(S, 1, 2);
        WorkQueue agent = rig.agent("a");
        Lease first = rig.claimOne(agent, S);
        WorkQueue.Exchange exchange = agent.exchange(List.of(rig.finish(first)), List.of(new Want(S, 1)));
        assertThat(exchange.answers()).containsExactly(Answer.ACCEPTED);
        assertThat(exchange.leases()).extracting(Lease::id).containsExactly("match/000002");
    }

    @Test
    void reportWhoseAnswerWasLostIsAlreadyKnown() {
        rig.push(S, 1, 3);
        WorkQueue agent = rig.agent("a");
        List<Lease> leases = Rig.claim(agent, S, 3);
        List<Report> reports = List.of(
                rig.finish(leases.get(0)), rig.retry(leases.get(1), Duration.ofSeconds(5)), rig.bury(leases.get(2)));
        assertThat(agent.exchange(reports, List.of()).answers()).containsOnly(Answer.ACCEPTED);
        assertThat(agent.exchange(reports, List.of()).answers()).containsOnly(Answer.ALREADY);
        assertThat(rig.tally(S).late()).isZero();
    }

    @Test
    void retryWaitsForItsBackoffAndKeepsItsHistory() {
        rig.push(S, 1, 1);
        WorkQueue agent = rig.agent("a");
        Lease first = rig.claimOne(agent, S);
        rig.report(agent, rig.retry(first, Duration.ofSeconds(60)));
        assertThat(rig.count(S, State.DELAYED)).isEqualTo(1);

        rig.pass(Duration.ofSeconds(59));
        agent.beat(Rig.agentInfo("a"), List.of());
        assertThat(Rig.claim(agent, S, 1)).isEmpty();
        rig.pass(Duration.ofSeconds(1));
        Lease second = rig.claimOne(agent, S);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.message().tries().failures()).isEqualTo(1);
        assertThat(second.token()).isGreaterThan(first.token());

        rig.report(agent, rig.finish(second));
        var task = rig.queues.view().find(rig.campaign.name(), first.id()).orElseThrow();
        assertThat(task.state()).isEqualTo(State.DONE);
        assertThat(task.history()).extracting(attempt -> attempt.outcome()).containsExactly(Outcome.EXIT);
        assertThat(task.ending().last().attempt()).isEqualTo(2);
    }

    @Test
    void whatWasTriedBeforeGoesBeforeWhatWasNot() {
        rig.push(S, 1, 6);
        WorkQueue agent = rig.agent("a");
        for (Lease lease : Rig.claim(agent, S, 3)) {
            rig.report(
                    agent, rig.retry(lease, Duration.ofSeconds(lease.message().n())));
        }
        rig.pass(Duration.ofSeconds(10));
        assertThat(Rig.claim(agent, S, 6))
                .extracting(lease -> lease.message().n())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void givenBackTasksAreNextInTheirOldOrder() {
        rig.push(S, 1, 5);
        WorkQueue agent = rig.agent("a");
        List<Lease> leases = Rig.claim(agent, S, 3);
        agent.exchange(leases.stream().<Report>map(Rig::giveBack).toList(), List.of());
        assertThat(rig.count(S, State.PENDING)).isEqualTo(5);
        List<Lease> again = Rig.claim(agent, S, 5);
        assertThat(again).extracting(lease -> lease.message().n()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(again.get(0).attempt()).isEqualTo(1);
    }

    @Test
    void leaseWithoutHeartbeatLapsesAndTheLateReportCountsForNothing() {
        rig.push(S, 1, 1);
        WorkQueue dead = rig.agent("dead");
        WorkQueue other = rig.agent("other");
        Lease lost = rig.claimOne(dead, S);
        rig.pass(Rig.LEASE.minusMillis(1));
        assertThat(other.lapsed(10)).isEmpty();
        rig.pass(Duration.ofMillis(1));
        List<Lapsed> lapsed = other.lapsed(10);
        assertThat(lapsed).hasSize(1);
        assertThat(lapsed.get(0).walltimeOver()).isFalse();
        assertThat(lapsed.get(0).agent()).isEqualTo("dead");

        Report again = rig.retry(lapsed.get(0).lease(), Duration.ZERO);
        assertThat(other.lapse(List.of(again))).containsExactly(Answer.ACCEPTED);
        assertThat(other.lapse(List.of(again))).containsExactly(Answer.STALE);
        assertThat(rig.tally(S).late()).isZero();

        other.beat(Rig.agentInfo("other"), List.of());
        Lease second = rig.claimOne(other, S);
        assertThat(rig.report(dead, rig.finish(lost))).isEqualTo(Answer.STALE);
        assertThat(rig.tally(S).late()).isEqualTo(1);
        assertThat(rig.count(S, State.WORKING)).isEqualTo(1);
        assertThat(rig.report(other, rig.finish(second))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.count(S, State.DONE)).isEqualTo(1);
    }

    @Test
    void renewedLeaseIsNotSweptByWhoSawItLapsed() {
        rig.push(S, 1, 1);
        WorkQueue slow = rig.agent("slow");
        WorkQueue sweeper = rig.agent("sweeper");
        Lease lease = rig.claimOne(slow, S);
        rig.pass(Rig.LEASE.plusSeconds(1));
        List<Lapsed> seen = sweeper.lapsed(10);
        assertThat(slow.beat(Rig.agentInfo("slow"), List.of(lease)).lost()).isEmpty();
        assertThat(sweeper.lapse(List.of(rig.retry(seen.get(0).lease(), Duration.ZERO))))
                .containsExactly(Answer.STALE);
        assertThat(rig.report(slow, rig.finish(lease))).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void heartbeatsDoNotCarryATaskBeyondItsDeadline() {
        rig.push(S, 1, 1);
        WorkQueue agent = rig.agent("a");
        Lease lease = rig.claimOne(agent, S);
        Duration passed = Duration.ZERO;
        while (passed.compareTo(Rig.WALLTIME.plus(Rig.GRACE)) < 0) {
            assertThat(agent.lapsed(10)).isEmpty();
            assertThat(agent.beat(Rig.agentInfo("a"), List.of(lease)).lost()).isEmpty();
            rig.pass(Duration.ofSeconds(10));
            passed = passed.plusSeconds(10);
        }
        assertThat(agent.lapsed(10)).extracting(Lapsed::walltimeOver).containsExactly(true);
    }

    @Test
    void lossOfAnAgentIsNoFailureOfTheTaskHoweverLateItIsSeen() {
        rig.push(S, 1, 1);
        rig.claimOne(rig.agent("dead"), S);
        rig.pass(Rig.WALLTIME.plus(Rig.GRACE).plusHours(24));
        assertThat(rig.agent("other").lapsed(10))
                .extracting(Lapsed::walltimeOver)
                .containsExactly(false);
    }

    @Test
    void lostLeasesAreToldWithTheHeartbeat() {
        rig.push(S, 1, 2);
        WorkQueue agent = rig.agent("a");
        List<Lease> leases = Rig.claim(agent, S, 2);
        rig.queues
                .control()
                .cancel(rig.campaign.name(), null, List.of(leases.get(0).id()));
        assertThat(agent.beat(Rig.agentInfo("a"), leases).lost()).containsExactly(leases.get(0));
        assertThat(rig.count(S, State.CANCELLED)).isEqualTo(1);
    }

    @Test
    void agentThatHoldsAnOldAndANewLeaseOnATaskLosesTheOldOne() {
        rig.push(S, 1, 1);
        WorkQueue agent = rig.agent("a");
        Lease old = rig.claimOne(agent, S);
        rig.pass(Rig.LEASE);
        agent.lapse(List.of(rig.retry(agent.lapsed(1).get(0).lease(), Duration.ZERO)));
        agent.beat(Rig.agentInfo("a"), List.of());
        Lease now = rig.claimOne(agent, S);
        assertThat(agent.beat(Rig.agentInfo("a"), List.of(old, now)).lost()).containsExactly(old);
    }

    @Test
    void pausedCampaignGivesNothingAndTakesReports() {
        rig.push(S, 1, 2);
        WorkQueue agent = rig.agent("a");
        Lease lease = rig.claimOne(agent, S);
        rig.queues.control().pause(rig.campaign.name());
        WorkQueue.Exchange paused = agent.exchange(List.of(rig.finish(lease)), List.of(new Want(S, 1)));
        assertThat(paused.answers()).containsExactly(Answer.ACCEPTED);
        assertThat(paused.leases()).isEmpty();
        assertThat(paused.mood()).isEqualTo(Mood.PAUSED);
        rig.queues.control().resume(rig.campaign.name());
        assertThat(Rig.claim(agent, S, 1)).hasSize(1);
    }

    @Test
    void agentIsToldWhenNothingCanComeAnyMore() {
        rig.push(S, 1, 1);
        WorkQueue agent = rig.agent("a");
        Lease lease = rig.claimOne(agent, S);
        rig.report(agent, rig.finish(lease));
        assertThat(agent.exchange(List.of(), List.of(new Want(S, 1))).mood()).isEqualTo(Mood.OPEN);
        rig.queues.intake().seal(rig.campaign.name(), S);
        assertThat(agent.exchange(List.of(), List.of(new Want(S, 1))).mood()).isEqualTo(Mood.COMPLETE);
    }

    @Test
    void scriptsThatTheServerForgotAreSentAgain() {
        rig.push(S, 1, 1);
        WorkQueue agent = rig.agent("a");
        ScriptRunner other = TestServer.runner();
        other.ask(redis -> redis.scriptFlush("x"));
        other.close();
        Lease lease = rig.claimOne(agent, S);
        assertThat(agent.exchange(List.of(rig.finish(lease)), List.of(new Want(S, 1)))
                        .answers())
                .containsExactly(Answer.ACCEPTED);
        assertThat(rig.count(S, State.DONE)).isEqualTo(1);
    }

    @Test
    void nothingIsLeftOfAPurgedCampaignNotEvenByALateReport() {
        rig.push(S, 1, 10);
        WorkQueue agent = rig.agent("a");
        List<Lease> leases = Rig.claim(agent, S, 3);
        agent.beat(Rig.agentInfo("a"), leases);
        rig.queues.control().purge(rig.campaign.name());
        assertThat(rig.report(agent, rig.finish(leases.get(0)))).isEqualTo(Answer.STALE);
        assertThat(rig.report(agent, rig.bury(leases.get(1)))).isEqualTo(Answer.STALE);
        assertThat(rig.report(agent, Rig.giveBack(leases.get(2)))).isEqualTo(Answer.STALE);
        assertThat(agent.beat(Rig.agentInfo("a"), leases).mood()).isEqualTo(Mood.GONE);
        assertThat(agent.exchange(List.of(), List.of(new Want(S, 1))).mood()).isEqualTo(Mood.GONE);
        try (ScriptRunner runner = TestServer.runner()) {
            java.util.Set<String> left = runner.ask(redis -> redis.keys("muster:{" + rig.campaign.name() + "}*"));
            assertThat(left).isEmpty();
        }
        rig.queues.intake().create(rig.campaign);
    }
}
