package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.State;

/** One task is claimed by its id, from wherever it waits. */
class TakeIT {
    private static final String S = "match";
    private static final String TWO = Message.numberedId(S, 2);
    private Rig rig;
    private WorkQueue agent;

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "take", Rig.stage(S));
        agent = rig.agent("a");
        rig.push(S, 1, 3);
    }

    @AfterEach
    void close() {
        assertThat(rig.tally(S).pushed()).isEqualTo(3);
        assertThat(rig.queues.view().audit("take").holds()).isTrue();
        rig.queues.control().purge("take");
        rig.close();
    }

    private static WorkQueue.Exchange take(WorkQueue who) {
        return who.exchange(List.of(), List.of(Want.of(S, TWO)));
    }

    @Test
    void taskIsTakenOutOfTheMiddleAndTheOthersStay() {
        Lease lease = take(agent).leases().get(0);
        assertThat(lease.id()).isEqualTo(TWO);
        assertThat(lease.walltime()).isEqualTo(Rig.WALLTIME);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(2);
        assertThat(rig.report(agent, rig.finish(lease)).name()).isEqualTo("ACCEPTED");
        assertThat(Rig.claim(agent, S, 5))
                .extracting(Lease::id)
                .doesNotContain(TWO)
                .hasSize(2);
    }

    @Test
    void taskIsTakenWhileTheCampaignIsPausedAndWithItsOwnWalltime() {
        Lease first = Rig.claim(agent, S, 3).get(1);
        Message grown = first.message().withNeeds(new Needs(Duration.ofHours(3), null, 0, null));
        rig.report(agent, new Report.GiveBack(first, grown));
        rig.queues.control().pause("take");
        assertThat(take(agent).leases()).extracting(Lease::walltime).containsExactly(Duration.ofHours(3));
    }

    @Test
    void delayedTaskNeedNotBeRipe() {
        Lease lease = Rig.claim(agent, S, 3).get(1);
        rig.report(agent, rig.retry(lease, Duration.ofHours(1)));
        assertThat(rig.stateOf(TWO)).isEqualTo(State.DELAYED);
        assertThat(take(agent).leases()).extracting(Lease::attempt).containsExactly(2);
        assertThat(rig.count(S, State.DELAYED)).isZero();
    }

    @Test
    void whatAnotherHasOrIsOverIsNotGivenAndNothingIsChanged() {
        WorkQueue other = rig.agent("b");
        Lease lease = take(other).leases().get(0);
        assertThat(take(agent).leases()).isEmpty();
        rig.report(other, rig.finish(lease));
        assertThat(take(agent).leases()).isEmpty();
        assertThat(take(agent).mood()).isEqualTo(Mood.OPEN);
        assertThat(rig.stateOf(TWO)).isEqualTo(State.DONE);
    }

    @Test
    void whoAsksAgainIsGivenTheSameLease() {
        Lease lease = take(agent).leases().get(0);
        assertThat(take(agent).leases()).extracting(Lease::token).containsExactly(lease.token());
        assertThat(rig.count(S, State.WORKING)).isEqualTo(1);
    }

    @Test
    void whoKnowsAnotherEditionIsToldAndGivenNothing() {
        Campaign first = rig.queues.view().campaign("take").orElseThrow();
        assertThat(rig.queues.growth().change(first, first.changed(first.stages(), "file-2")))
                .isTrue();
        assertThat(take(agent).mood()).isEqualTo(Mood.CHANGED);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(3);
        assertThat(take(rig.agent("later")).leases()).hasSize(1);
    }

    @Test
    void agentWithoutALeaseIsGivenNothing() {
        rig.pass(Rig.LEASE.plusSeconds(1));
        assertThat(take(agent).mood()).isEqualTo(Mood.SILENT);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(3);
    }
}
