package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.policy.Releaser;
import org.musterhpc.queue.policy.Releaser.Gone;
import org.musterhpc.queue.policy.Sweeper.Swept;

/** Leases of agents that are known to be gone, taken away before they lapse. */
class ReleaseIT {
    private static final String A = "first";
    private static final String B = "second";
    private Rig rig;
    private WorkQueue gone;
    private WorkQueue other;
    private Releaser releaser;

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "release", Rig.stage(A), Rig.stage(B));
        gone = rig.agent("gone");
        other = rig.agent("other");
        releaser = new Releaser(other, () -> Instant.ofEpochMilli(rig.time.get()));
    }

    @AfterEach
    void close() {
        rig.queues.control().purge("release");
        rig.close();
    }

    private Swept release(Outcome outcome) {
        return releaser.release(Map.of("gone", new Gone(outcome, "the scheduler says so", "17_3")));
    }

    private TaskView task(String id) {
        return rig.queues.view().find("release", id).orElseThrow();
    }

    @Test
    void onlyWhatTheseAgentsHoldIsSeenInAllStages() {
        rig.push(A, 1, 2_500);
        rig.push(B, 1, 2);
        List<Lease> mine = Rig.claim(gone, A, 3);
        for (int i = 0; i < 3; i++) {
            Rig.claim(other, A, 500); // more than a page
        }
        Lease second = rig.claimOne(gone, B);

        assertThat(other.heldBy(Set.of("gone", "nobody")))
                .extracting(Lapsed::lease)
                .containsExactlyInAnyOrder(mine.get(0), mine.get(1), mine.get(2), second);
        assertThat(other.heldBy(Set.of())).isEmpty();
    }

    @Test
    void releasedTaskRunsAtOnceAndTheFormerAgentIsFenced() {
        rig.push(A, 1, 1);
        Lease former = rig.claimOne(gone, A);
        AgentInfo alive = Rig.agentInfo("gone");
        gone.beat(alive, List.of(former));

        assertThat(release(Outcome.PREEMPTED)).isEqualTo(new Swept(1, 0, 0, false));

        assertThat(other.agents()).extracting(AgentInfo::name).containsExactly("other");
        assertThat(rig.tally(A).late()).isZero();
        assertThat(gone.beat(alive, List.of(former)).lost()).containsExactly(former);
        assertThat(other.agents()).contains(alive);
        Lease now = rig.claimOne(other, A);
        assertThat(rig.report(gone, rig.finish(former))).isEqualTo(Answer.STALE);
        assertThat(rig.report(other, rig.finish(now))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.tally(A).late()).isOne();
        assertThat(task(former.id()).history()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo(Outcome.PREEMPTED);
            assertThat(attempt.detail()).isEqualTo(Attempt.Detail.because("the scheduler says so"));
            assertThat(attempt.place().agent()).isEqualTo("gone");
            assertThat(attempt.place().allocation()).isEqualTo("17_3");
        });
        assertThat(task(former.id()).ending().message().tries().failures()).isZero();
    }

    @Test
    void releaseThatIsRepeatedOrComesTooLateChangesNothing() {
        rig.push(A, 1, 2);
        List<Lease> leases = Rig.claim(gone, A, 2);
        rig.report(gone, rig.finish(leases.get(0)));

        assertThat(other.release(List.of(
                        rig.retry(leases.get(0), Duration.ZERO), rig.retry(leases.get(1), Duration.ofMinutes(1)))))
                .containsExactly(Answer.STALE, Answer.ACCEPTED);
        assertThat(other.release(List.of(rig.retry(leases.get(1), Duration.ZERO), rig.bury(leases.get(0)))))
                .containsExactly(Answer.STALE, Answer.STALE);

        assertThat(rig.stateOf(leases.get(0).id())).isEqualTo(State.DONE);
        assertThat(rig.stateOf(leases.get(1).id())).isEqualTo(State.DELAYED);
        assertThat(rig.tally(A).late()).isZero();
    }

    @Test
    void allocationThatRanOutIsTheFaultOfATaskOnlyWhereItHadItsWholeWalltime() {
        rig.push(A, 1, 1);
        rig.push(B, 1, 1);
        Lease old = rig.claimOne(gone, A);
        rig.pass(Rig.WALLTIME.minusSeconds(1));
        gone.beat(Rig.agentInfo("gone"), List.of(old));
        Lease young = rig.claimOne(gone, B);
        rig.pass(Duration.ofSeconds(1));

        assertThat(release(Outcome.WALLTIME)).isEqualTo(new Swept(2, 0, 0, false));

        assertThat(task(old.id()).history()).extracting(Attempt::outcome).containsExactly(Outcome.WALLTIME);
        assertThat(task(old.id()).message().needs().walltime()).isEqualTo(Rig.WALLTIME.multipliedBy(2));
        assertThat(task(young.id()).history()).extracting(Attempt::outcome).containsExactly(Outcome.NODE_LOST);
        assertThat(task(young.id()).message().tries().failures()).isZero();
    }

    /** Claimed ahead, or running beside the one that used it: nobody knows. */
    @Test
    void memoryIsTheFaultOfATaskOnlyWhereNoOtherWasHeldThere() {
        rig.push(A, 1, 3);
        List<Lease> several = Rig.claim(gone, A, 2);
        assertThat(release(Outcome.OOM)).isEqualTo(new Swept(2, 0, 0, false));
        several.forEach(lease -> assertThat(task(lease.id()).history())
                .singleElement()
                .satisfies(attempt -> {
                    assertThat(attempt.outcome()).isEqualTo(Outcome.PREEMPTED);
                    assertThat(attempt.detail().reason()).contains("the scheduler says so", "nobody knows which");
                }));

        gone.beat(Rig.agentInfo("gone"), List.of());
        Lease alone = rig.claimOne(gone, A);
        release(Outcome.OOM);
        assertThat(task(alone.id()).history())
                .last()
                .extracting(Attempt::outcome)
                .isEqualTo(Outcome.OOM);
    }

    @Test
    void releasedTaskMayHaveBeenItsLastAttempt() {
        rig.push(A, 1, 1);
        Lease last = rig.claimOne(gone, A);

        assertThat(other.release(List.of(rig.bury(last)))).containsExactly(Answer.ACCEPTED);

        assertThat(rig.stateOf(last.id())).isEqualTo(State.DEAD);
        assertThat(rig.report(gone, rig.bury(last))).isEqualTo(Answer.ALREADY);
        assertThat(rig.tally(A).late()).isZero();
    }
}
