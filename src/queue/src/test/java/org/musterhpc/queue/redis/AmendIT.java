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
import org.musterhpc.queue.Losses.Amendment;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.policy.Amender;
import org.musterhpc.queue.policy.Amender.Amended;
import org.musterhpc.queue.policy.Releaser.Gone;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.policy.Sweeper;
import org.musterhpc.queue.redis.work.Amends;

/** A scheduler says why an allocation ended after its agent has given its tasks back. */
class AmendIT {
    private static final String S = "only";
    private static final long MEMORY = MemorySize.parse("2G");
    private Rig rig;
    private WorkQueue agent;
    private WorkQueue other;

    @BeforeEach
    void open() {
        Stage plain = Rig.stage(S);
        rig = new Rig(
                TestServer.address(),
                "amend",
                new Stage(
                        S,
                        plain.command(),
                        plain.shell(),
                        new Stage.Limits(Rig.WALLTIME, 1, MEMORY),
                        List.of(),
                        List.of(),
                        plain.retry(),
                        null,
                        List.of(),
                        0));
        agent = rig.agent("a");
        other = rig.agent("other");
    }

    @AfterEach
    void close() {
        assertThat(rig.tally(S).holds()).isTrue();
        assertThat(rig.queues.view().audit("amend").holds()).isTrue();
        rig.queues.control().purge("amend");
        rig.close();
    }

    private Report lost(Lease lease, String allocation) {
        Attempt plain = rig.attempt(lease, Outcome.PREEMPTED);
        Attempt attempt = new Attempt(
                plain.attempt(),
                plain.token(),
                Outcome.PREEMPTED,
                Attempt.Detail.NONE,
                new Attempt.Place("a", "h", "local", allocation),
                plain.started(),
                plain.ended(),
                plain.usage(),
                null,
                null);
        return RetryPolicy.decide(rig.campaign.stage(S), lease, attempt).orElseThrow();
    }

    private void loseOne(String allocation) {
        agent.beat(Rig.agentInfo("a"), List.of());
        assertThat(rig.report(agent, lost(rig.claimOne(agent, S), allocation))).isEqualTo(Answer.ACCEPTED);
    }

    /** What a look at the only task makes of it, to be said later. */
    private Amendment outOfMemory() {
        return Amends.outOfMemory(
                rig.campaign, Amends.look(other, "only/000001").get(0));
    }

    private Amended amend(Outcome outcome, String allocation) {
        return new Amender(other.losses(), rig.campaign)
                .amend(attempt -> allocation.equals(attempt.place().allocation())
                        ? new Gone(outcome, "its allocation ended: " + outcome, allocation)
                        : null);
    }

    private TaskView task(int n) {
        return rig.queues.view().find("amend", Rig.message(S, n).id()).orElseThrow();
    }

    @Test
    void taskThatWasKilledForMemoryGetsMoreOfItAndIsChargedForIt() {
        rig.push(S, 1, 1);
        loseOne("7_0");
        assertThat(task(1).message().tries().losses()).isOne();

        assertThat(amend(Outcome.OOM, "7_0")).isEqualTo(new Amended(1, 0));

        TaskView task = task(1);
        assertThat(task.state()).isEqualTo(State.DELAYED);
        assertThat(task.message().needs().memory()).isEqualTo(2 * MEMORY);
        assertThat(task.message().tries()).isEqualTo(new org.musterhpc.queue.model.Message.Tries(1, 1, 0));
        assertThat(task.history()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo(Outcome.OOM);
            assertThat(attempt.detail().reason()).isEqualTo("its allocation ended: OOM");
        });
        assertThat(rig.tally(S).outcomes()).containsEntry(Outcome.OOM, 1L).doesNotContainEntry(Outcome.PREEMPTED, 1L);
        assertThat(amend(Outcome.OOM, "7_0")).as("said again").isEqualTo(new Amended(0, 0));
        rig.pass(Duration.ofSeconds(1));
        assertThat(rig.report(other, rig.finish(rig.claimOne(other, S)))).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void taskThatIsPendingAgainIsFoundAtTheHeadOfALongQueueAndAtItsEnd() {
        rig.push(S, 1, 2_500);
        List<Lease> leases = Rig.claim(agent, S, 2);
        rig.report(agent, lost(leases.get(0), "7_0"));
        rig.report(agent, lost(leases.get(1), "7_1"));
        // Both ripen; a person paused before they were claimed again.
        rig.queues.control().pause("amend");
        assertThat(Rig.claim(agent, S, 1)).isEmpty();
        rig.queues.control().resume("amend");
        assertThat(task(1).state()).isEqualTo(State.PENDING);

        assertThat(amend(Outcome.OOM, "7_0")).isEqualTo(new Amended(1, 0));
        assertThat(task(1).state()).isEqualTo(State.DELAYED);
        // It is too large for what claims now, and is put aside to the end; there it is lost once more.
        rig.pass(Duration.ofSeconds(2));
        Lease again =
                other.exchange(List.of(), List.of(new Want(S, 1))).leases().get(0);
        assertThat(again.id()).isEqualTo(Rig.message(S, 1).id());
        rig.report(other, lost(again, "8_0"));
        rig.pass(Duration.ofSeconds(2));
        other.exchange(List.of(), List.of(new Want(S, 1, new Offer(null, MEMORY))));

        assertThat(amend(Outcome.OOM, "8_0")).isEqualTo(new Amended(1, 0));
        assertThat(task(1).message().needs().memory()).isEqualTo(4 * MEMORY);
        assertThat(rig.tally(S).outcomes()).containsEntry(Outcome.OOM, 2L);
    }

    @Test
    void lossesForMemoryThatComeAgainEndAsDeadForMemory() {
        rig.push(S, 1, 1);
        for (int attempt = 1; attempt <= 3; attempt++) {
            loseOne("7_" + attempt);
            assertThat(amend(Outcome.OOM, "7_" + attempt)).isEqualTo(new Amended(1, 0));
            rig.pass(Duration.ofMinutes(1));
        }
        TaskView task = task(1);
        assertThat(task.state()).isEqualTo(State.DEAD);
        assertThat(task.ending().last().outcome()).isEqualTo(Outcome.OOM);
        assertThat(task.ending().last().detail().reason()).contains("its allocation ended");
        assertThat(task.history()).extracting(Attempt::attempt).containsExactly(1, 2);
        assertThat(task.ending().message().tries().failures()).isEqualTo(3);
        assertThat(rig.tally(S).outcomes()).containsEntry(Outcome.OOM, 3L);
        assertThat(rig.queues.control().requeue("amend", null, List.of(), false).sent())
                .isOne();
        assertThat(task(1).history()).hasSize(3);
    }

    @Test
    void taskThatRunsAgainOrIsDoneIsLeftAlone() {
        rig.push(S, 1, 3);
        loseOne("7_0");
        Lease again = rig.claimOne(other, S);
        assertThat(again.id()).isEqualTo(Rig.message(S, 1).id());
        assertThat(amend(Outcome.OOM, "7_0")).isEqualTo(new Amended(0, 0));
        rig.report(other, rig.finish(again));
        assertThat(amend(Outcome.OOM, "7_0")).isEqualTo(new Amended(0, 0));
        loseOne("7_0");
        rig.queues.control().cancel("amend", null, List.of(Rig.message(S, 2).id()));
        assertThat(amend(Outcome.OOM, "7_0")).isEqualTo(new Amended(0, 0));
        assertThat(rig.tally(S).outcomes()).containsEntry(Outcome.PREEMPTED, 2L);
    }

    @Test
    void whatMovedBetweenTheLookAndTheChangeIsLeftAlone() {
        rig.push(S, 1, 1);
        loseOne("7_0");
        Amendment stale = outOfMemory();
        Lease again = rig.claimOne(agent, S);
        assertThat(other.losses().amend(List.of(stale))).containsExactly(Answer.STALE);
        rig.report(agent, lost(again, "7_0"));
        assertThat(other.losses().amend(List.of(stale)))
                .as("another attempt is the last")
                .containsExactly(Answer.STALE);
        assertThat(task(1).history()).extracting(Attempt::outcome).containsOnly(Outcome.PREEMPTED);
    }

    @Test
    void whatTwoSayAtOnceIsRecordedOnce() {
        rig.push(S, 1, 1);
        loseOne("7_0");
        Amendment first = outOfMemory();
        Amendment words = new Amendment(first.lost(), first.attempt(), null);
        assertThat(other.losses().amend(List.of(words, words))).containsExactly(Answer.ACCEPTED, Answer.STALE);
        assertThat(rig.tally(S).outcomes()).containsEntry(Outcome.OOM, 1L);
    }

    @Test
    void ofSeveralNobodyKnowsWhichUsedTheMemory() {
        rig.push(S, 1, 2);
        List<Lease> leases = Rig.claim(agent, S, 2);
        agent.exchange(List.of(lost(leases.get(0), "7_0"), lost(leases.get(1), "7_0")), List.of());

        assertThat(amend(Outcome.OOM, "7_0")).isEqualTo(new Amended(0, 2));

        for (int n = 1; n <= 2; n++) {
            assertThat(task(n).message().tries().failures()).isZero();
            assertThat(task(n).history()).singleElement().satisfies(attempt -> {
                assertThat(attempt.outcome()).isEqualTo(Outcome.PREEMPTED);
                assertThat(attempt.detail().reason()).contains("OOM", "nobody knows which");
            });
        }
        assertThat(Rig.claim(other, S, 2)).as("they keep their place").hasSize(2);
    }

    @Test
    void whatLapsedBeforeTheSchedulerSpokeIsPutRightToo() {
        rig.push(S, 1, 1);
        rig.claimOne(agent, S);
        rig.pass(Rig.LEASE);
        new Sweeper(other, () -> Instant.ofEpochMilli(rig.time.get()), () -> 0, Rig.LEASE).runOnce();
        Amended amended = new Amender(other.losses(), rig.campaign)
                .amend(attempt -> attempt.place().agent().equals("a")
                        ? new Gone(Outcome.OOM, "its allocation 7_0 ended: OUT_OF_MEMORY", "7_0")
                        : null);
        assertThat(amended).isEqualTo(new Amended(1, 0));
        assertThat(task(1).history()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo(Outcome.OOM);
            assertThat(attempt.place().allocation()).isEqualTo("7_0");
        });
    }

    @Test
    void otherCausesAreSaidAndChargeNobody() {
        List<Outcome> causes = List.of(Outcome.NODE_LOST, Outcome.PREEMPTED, Outcome.WALLTIME);
        rig.push(S, 1, causes.size());
        List<Lease> leases = Rig.claim(agent, S, causes.size());
        for (int i = 0; i < causes.size(); i++) {
            rig.report(agent, lost(leases.get(i), "7_" + i));
        }
        List<Outcome> recorded = new ArrayList<>();
        for (int i = 0; i < causes.size(); i++) {
            assertThat(amend(causes.get(i), "7_" + i)).isEqualTo(new Amended(0, 1));
            TaskView task = task(i + 1);
            assertThat(task.message().tries().losses()).isOne();
            assertThat(task.history().get(0).detail().reason()).isEqualTo("its allocation ended: " + causes.get(i));
            recorded.add(task.history().get(0).outcome());
        }
        assertThat(recorded).containsExactly(Outcome.NODE_LOST, Outcome.PREEMPTED, Outcome.PREEMPTED);
        assertThat(Rig.claim(other, S, 9)).as("they wait no longer for that").hasSize(causes.size());
    }

    @Test
    void endOfTheAllocationIsTheTasksOwnWhereItHadItsWholeWalltime() {
        rig.push(S, 1, 1);
        Lease lease = rig.claimOne(agent, S);
        rig.pass(Rig.WALLTIME);
        rig.report(agent, lost(lease, "7_0"));
        assertThat(amend(Outcome.WALLTIME, "7_0")).isEqualTo(new Amended(1, 0));
        assertThat(task(1).message().needs().walltime()).isEqualTo(Rig.WALLTIME.multipliedBy(2));
    }
}
