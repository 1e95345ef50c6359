package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Stages that wait for others: what is released, when, and in whichever order launcher and agents come. */
class FollowersIT {
    private Rig rig;

    @AfterEach
    void close() {
        rig.queues.control().purge("pipeline");
        rig.close();
    }

    private void pipeline(boolean all) {
        Stage first = Rig.stage("first", null, List.of(new Follower("second", all)));
        Stage second = Rig.stage("second", new After("first", all), List.of());
        rig = new Rig(TestServer.address(), "pipeline", first, second);
    }

    @Test
    void eachTaskFollowsItsOwn() {
        pipeline(false);
        rig.push("first", 1, 3);
        rig.push("second", 1, 3);
        WorkQueue agent = rig.agent("a");
        List<Lease> leases = Rig.claim(agent, "first", 3);
        assertThat(rig.count("second", State.BLOCKED)).isEqualTo(3);
        rig.report(agent, rig.finish(leases.get(1)));
        rig.report(agent, rig.bury(leases.get(0)));
        assertThat(Rig.claim(agent, "second", 9)).extracting(Lease::id).containsExactly("second/000002");
        assertThat(rig.count("second", State.BLOCKED)).isEqualTo(2);
    }

    @Test
    void followerThatIsPushedAfterItsTaskIsDoneIsPendingAtOnce() {
        pipeline(false);
        rig.push("first", 1, 2);
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        rig.push("second", 1, 2);
        assertThat(rig.count("second", State.PENDING)).isEqualTo(1);
        assertThat(rig.count("second", State.BLOCKED)).isEqualTo(1);
    }

    @Test
    void taskOfTwoWaitsForBothAndAgainForOneThatIsReopened() {
        After both = new After(List.of("left", "right"), Mode.EACH, null, false);
        List<Follower> follower = List.of(new Follower("both", Mode.EACH, null, false));
        rig = new Rig(
                TestServer.address(),
                "pipeline",
                Rig.stage("left", null, follower),
                Rig.stage("right", null, follower),
                Rig.stage("both", both, List.of()));
        for (String stage : List.of("left", "right", "both")) {
            rig.push(stage, 1, 1);
        }
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.finish(rig.claimOne(agent, "left")));
        assertThat(rig.reopen("left/000001")).isEqualTo(1);
        assertThat(rig.reopen("left/000001")).isZero();
        rig.report(agent, rig.finish(rig.claimOne(agent, "right")));
        assertThat(rig.count("both", State.BLOCKED)).isEqualTo(1);
        Lease again = rig.claimOne(agent, "left");
        assertThat(again.attempt()).isEqualTo(2);
        rig.report(agent, rig.finish(again));
        assertThat(rig.count("both", State.PENDING)).isEqualTo(1);
        assertThat(rig.queues
                        .view()
                        .find("pipeline", "left/000001")
                        .orElseThrow()
                        .history())
                .hasSize(1);
    }

    @Test
    void groupThatMayEndOtherwiseStartsThoughOneOfItIsDead() {
        After groups = new After(List.of("first"), Mode.GROUP, "sample", true);
        rig = new Rig(
                TestServer.address(),
                "pipeline",
                Rig.stage("first", null, List.of(new Follower("sum", Mode.GROUP, "sample", true))),
                Rig.stage("sum", groups, List.of()));
        List<Message> members = new ArrayList<>();
        for (int n = 1; n <= 3; n++) {
            Message plain = Rig.message("first", n);
            plain.extra().putObject("groups").put("sum", n < 3 ? "s1" : "s2");
            members.add(plain);
        }
        rig.queues.intake().push("pipeline", "first", members);
        rig.queues.intake().push("pipeline", "sum", List.of(group("s1", 1), group("s2", 2), group("none", 3)));
        WorkQueue agent = rig.agent("a");
        List<Lease> leases = Rig.claim(agent, "first", 3);
        rig.report(agent, rig.finish(leases.get(0)));
        rig.report(agent, rig.bury(leases.get(1)));
        assertThat(rig.count("sum", State.PENDING)).as("more may come").isZero();
        rig.queues.intake().seal("pipeline", "first");
        assertThat(Rig.claim(agent, "sum", 9)).extracting(Lease::id).containsExactlyInAnyOrder("sum/s1", "sum/none");
        rig.queues.control().cancel("pipeline", null, List.of("first/000003"));
        assertThat(Rig.claim(agent, "sum", 9)).extracting(Lease::id).containsExactly("sum/s2");
        assertThat(rig.queues.view().audit("pipeline").holds()).isTrue();
    }

    private static Message group(String name, int n) {
        Message plain = Rig.message("sum", n);
        return new Message("sum/" + name, n, plain.tries(), plain.needs(), plain.params(), plain.extra());
    }

    @Test
    void wholeStageIsReleasedByTheLastOfTheOther() {
        pipeline(true);
        rig.push("first", 1, 2);
        rig.push("second", 1, 3);
        rig.queues.intake().seal("pipeline", "first");
        rig.queues.intake().seal("pipeline", "second");
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        assertThat(rig.count("second", State.BLOCKED)).isEqualTo(3);
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        assertThat(rig.count("second", State.PENDING)).isEqualTo(3);
        assertThat(Rig.claim(agent, "second", 9)).hasSize(3);
    }

    @Test
    void stageThatIsStillBeingPushedReleasesNothing() {
        pipeline(true);
        rig.push("first", 1, 1);
        rig.push("second", 1, 1);
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        assertThat(rig.count("second", State.BLOCKED)).isEqualTo(1);
        rig.queues.intake().seal("pipeline", "first");
        assertThat(rig.count("second", State.PENDING)).isEqualTo(1);
        rig.push("second", 2, 2);
        assertThat(rig.count("second", State.PENDING)).isEqualTo(2);
    }

    @Test
    void deadTaskHoldsTheWholeStageBackUntilItIsSentAgainAndDone() {
        pipeline(true);
        rig.push("first", 1, 1);
        rig.push("second", 1, 1);
        rig.queues.intake().seal("pipeline", "first");
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.bury(rig.claimOne(agent, "first")));
        assertThat(rig.count("second", State.BLOCKED)).isEqualTo(1);
        assertThat(rig.queues
                        .control()
                        .requeue("pipeline", null, List.of(), false)
                        .sent())
                .isEqualTo(1);
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        assertThat(rig.count("second", State.PENDING)).isEqualTo(1);
    }

    @Test
    void taskOfAnotherProducerThatIsSentAgainWaitsForNothing() {
        pipeline(false);
        try (ScriptRunner runner = TestServer.runner()) {
            runner.ask(redis -> redis.rpush("muster:{pipeline}:second:proc", "{\"id\":\"mine\"}"));
        }
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.bury(rig.claimOne(agent, "second")));
        rig.queues.control().requeue("pipeline", "second", List.of(), false);
        assertThat(rig.count("second", State.PENDING)).isEqualTo(1);
    }

    /** Another producer writes a number that is not its own to write, and the id of a task that is blocked. */
    @Test
    void taskThatWouldTakeTheOnePlaceOfAnotherThatWaitsStaysWhereItIs() {
        pipeline(false);
        rig.push("first", 1, 1);
        rig.push("second", 1, 1);
        try (ScriptRunner runner = TestServer.runner()) {
            runner.ask(redis ->
                    redis.rpush("muster:{pipeline}:second:proc", "{\"n\":1,\"id\":\"second/000001\",\"x\":1}"));
        }
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.bury(rig.claimOne(agent, "second")));
        assertThat(rig.queues
                        .control()
                        .requeue("pipeline", "second", List.of(), true)
                        .sent())
                .isZero();
        assertThat(rig.count("second", State.DEAD)).isEqualTo(1);
        assertThat(rig.count("second", State.BLOCKED)).isEqualTo(1);
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        // Its turn has come; the dead one may be sent then, too.
        assertThat(rig.count("second", State.PENDING)).isEqualTo(1);
    }

    @Test
    void twoThatWaitForOneTaskAreNotPushedOverEachOther() {
        pipeline(false);
        rig.push("first", 1, 1);
        List<Message> same = new ArrayList<>();
        for (int n = 1; n <= 2; n++) {
            Message message = Rig.message("second", n);
            same.add(new Message("second/000001", n, message.tries(), message.needs(), message.params(), Rig.empty()));
        }
        assertThatThrownBy(() -> rig.queues.intake().push("pipeline", "second", same))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wait for the same task");
        assertThat(rig.tally("second").pushed()).isZero();
    }

    @Test
    void cancelledFollowerIsBlockedAgainWhenItIsSentAgain() {
        pipeline(false);
        rig.push("first", 1, 1);
        rig.push("second", 1, 1);
        rig.queues.control().cancel("pipeline", "second", List.of());
        assertThat(rig.count("second", State.CANCELLED)).isEqualTo(1);
        rig.queues.control().requeue("pipeline", "second", List.of(), true);
        assertThat(rig.count("second", State.BLOCKED)).isEqualTo(1);
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        assertThat(rig.count("second", State.PENDING)).isEqualTo(1);
    }
}
