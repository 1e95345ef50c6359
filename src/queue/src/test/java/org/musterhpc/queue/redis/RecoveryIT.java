package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Intake.Created;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** A campaign that Redis has lost is put in again: some tasks as done, the others as they were pushed first. */
class RecoveryIT {
    private static final String NAME = "lost";

    private Rig rig;
    private Recovery recovery;
    private Campaign lost;

    private void campaign(Stage... stages) {
        rig = new Rig(TestServer.address(), NAME, stages);
        recovery = rig.queues.recovery();
        lost = rig.queues.view().campaign(NAME).orElseThrow();
    }

    private void pipeline(boolean all) {
        campaign(
                Rig.stage("first", null, List.of(new Follower("second", all))),
                Rig.stage("second", new After("first", all), List.of()));
    }

    @AfterEach
    void close() {
        rig.queues.control().purge(NAME);
        rig.close();
    }

    private void wipe() {
        rig.queues.control().purge(NAME);
        assertThat(rig.queues.view().campaigns()).doesNotContain(NAME);
        // Tokens follow the clock.
        rig.time.addAndGet(1);
    }

    /** Tasks of the numbers, those in the set as done under token 3. */
    private List<Recovery.Task> tasks(String stage, int from, int to, Set<Integer> done) {
        List<Recovery.Task> tasks = new ArrayList<>();
        for (int n = from; n <= to; n++) {
            Message message = Rig.message(stage, n);
            Report.Finish finish = rig.finish(new Lease(stage, message, 3, Instant.EPOCH, Rig.WALLTIME));
            tasks.add(done.contains(n) ? rig.restored(finish) : new Recovery.Task(message, null));
        }
        return tasks;
    }

    private void put(String stage, int from, int to, Set<Integer> done) {
        recovery.put(NAME, stage, tasks(stage, from, to, done));
    }

    @Test
    void doneAreDoneWithTheirRecordsAndTheOthersRun() {
        campaign(Rig.stage("first"));
        wipe();
        assertThat(recovery.begin(lost)).isEqualTo(Created.NEW);
        put("first", 1, 5, Set.of(2, 4));
        rig.queues.intake().seal(NAME, "first");
        recovery.end(NAME);

        Tally tally = rig.tally("first");
        assertThat(tally.pushed()).isEqualTo(5);
        assertThat(tally.count(State.DONE)).isEqualTo(2);
        assertThat(tally.count(State.PENDING)).isEqualTo(3);
        assertThat(tally.outcomes()).containsEntry(Outcome.OK, 2L);
        assertThat(rig.queues.view().audit(NAME).holds()).isTrue();
        List<Ending> endings = new ArrayList<>();
        rig.queues.view().endings(NAME, null, endings::add);
        assertThat(endings)
                .isEqualTo(tasks("first", 1, 5, Set.of(2, 4)).stream()
                        .map(Recovery.Task::done)
                        .filter(done -> done != null)
                        .toList());
        assertThat(tally.runTimes().done()).isEqualTo(2);
        assertThat(tally.runTimes().mean()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(Rig.claim(rig.agent("a"), "first", 9))
                .extracting(Lease::id)
                .containsExactly("first/000001", "first/000003", "first/000005");
        assertThat(rig.queues.view().campaign(NAME)).contains(lost);
    }

    @Test
    void interruptedItGoesOnAndPutsNothingInTwice() {
        campaign(Rig.stage("first"));
        wipe();
        recovery.begin(lost);
        put("first", 1, 3, Set.of(1));
        assertThat(recovery.underWay(NAME)).isTrue();
        assertThat(recovery.begin(lost)).isEqualTo(Created.SAME);
        assertThat(recovery.there(NAME, "first")).isEqualTo(3);
        put("first", 1, 3, Set.of(1, 2, 3));
        put("first", 4, 5, Set.of(4));
        assertThatIllegalArgumentException().isThrownBy(() -> put("first", 7, 7, Set.of()));
        recovery.end(NAME);

        assertThat(recovery.underWay(NAME)).isFalse();
        assertThat(rig.count("first", State.DONE)).isEqualTo(2);
        assertThat(rig.count("first", State.PENDING)).isEqualTo(3);
        assertThat(rig.queues.view().audit(NAME).holds()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> put("first", 6, 6, Set.of(6)));
    }

    @Test
    void campaignThatIsThereIsLeftAlone() {
        campaign(Rig.stage("first"));
        rig.push("first", 1, 2);
        assertThat(recovery.begin(lost)).isEqualTo(Created.DIFFERENT);
        assertThatIllegalArgumentException().isThrownBy(() -> put("first", 3, 3, Set.of(3)));
        assertThat(rig.count("first", State.PENDING)).isEqualTo(2);
        wipe();
        recovery.begin(lost);
        assertThat(recovery.begin(new Campaign(NAME, "other", "me", lost.created(), lost.stages())))
                .isEqualTo(Created.DIFFERENT);
    }

    @Test
    void nobodyPushesAsNewWhatIsBeingRestored() {
        campaign(Rig.stage("first"));
        wipe();
        recovery.begin(lost);
        assertThat(rig.queues.intake().create(lost)).isEqualTo(Created.SAME);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.push("first", 1, 1))
                .withMessageContaining("is being restored");
        recovery.end(NAME);
        rig.push("first", 1, 1);
        assertThat(rig.count("first", State.PENDING)).isOne();
    }

    @Test
    void reportsOfBeforeTheLossAreLate() {
        campaign(Rig.stage("first"));
        rig.push("first", 1, 2);
        WorkQueue before = rig.agent("a");
        List<Lease> old = Rig.claim(before, "first", 2);
        wipe();
        recovery.begin(lost);
        put("first", 1, 2, Set.of(2));
        recovery.end(NAME);
        Lease anew = rig.claimOne(rig.agent("b"), "first");

        assertThat(anew.token()).isGreaterThan(1_700_000_000_000_000L);
        assertThat(rig.report(before, rig.finish(old.get(0)))).isEqualTo(Answer.STALE);
        assertThat(rig.report(before, rig.finish(old.get(1)))).isEqualTo(Answer.STALE);
        assertThat(before.beat(Rig.agentInfo("a"), old).lost()).hasSize(2);
        assertThat(rig.report(before, rig.finish(anew))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.count("first", State.DONE)).isEqualTo(2);
        assertThat(rig.tally("first").late()).isEqualTo(2);
    }

    @Test
    void eachTaskIsHeldOrFreeAsItsOwnIsDone() {
        pipeline(false);
        wipe();
        recovery.begin(lost);
        put("first", 1, 3, Set.of(1, 2));
        put("second", 1, 3, Set.of(1, 3));
        recovery.end(NAME);
        assertThat(rig.stateOf("second/000001")).isEqualTo(State.DONE);
        assertThat(rig.stateOf("second/000002")).isEqualTo(State.PENDING);
        assertThat(rig.stateOf("second/000003")).isEqualTo(State.DONE);
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        rig.report(agent, rig.finish(rig.claimOne(agent, "second")));
        assertThat(rig.count("second", State.DONE)).isEqualTo(3);
        assertThat(rig.queues.view().audit(NAME).holds()).isTrue();
    }

    @Test
    void blockedTaskIsReleasedByItsOwn() {
        pipeline(false);
        wipe();
        recovery.begin(lost);
        put("first", 1, 2, Set.of(1));
        put("second", 1, 2, Set.of());
        recovery.end(NAME);
        assertThat(rig.count("second", State.BLOCKED)).isOne();
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        assertThat(Rig.claim(agent, "second", 9)).hasSize(2);
    }

    @Test
    void wholeStageIsHeldUntilTheOtherIsDoneAndFreeWhereItWas() {
        pipeline(true);
        wipe();
        recovery.begin(lost);
        put("first", 1, 2, Set.of(1));
        rig.queues.intake().seal(NAME, "first");
        put("second", 1, 2, Set.of());
        recovery.end(NAME);
        assertThat(rig.count("second", State.BLOCKED)).isEqualTo(2);
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        assertThat(rig.count("second", State.PENDING)).isEqualTo(2);

        wipe();
        recovery.begin(lost);
        put("first", 1, 2, Set.of(1, 2));
        rig.queues.intake().seal(NAME, "first");
        put("second", 1, 2, Set.of(2));
        recovery.end(NAME);
        assertThat(rig.count("second", State.PENDING)).isOne();
        assertThat(rig.queues.view().audit(NAME).holds()).isTrue();
    }

    private void groups() {
        After sample = new After(List.of("first"), Mode.GROUP, "sample", false);
        campaign(
                Rig.stage("first", null, List.of(new Follower("sum", Mode.GROUP, "sample", false))),
                Rig.stage("sum", sample, List.of()));
    }

    /** One and two of the first group, three and four of the second. */
    private static Message member(int n) {
        Message plain = Rig.message("first", n);
        plain.extra().putObject("groups").put("sum", n < 3 ? "s1" : "s2");
        return plain;
    }

    private static List<Message> sums() {
        List<Message> sums = new ArrayList<>();
        for (int n = 1; n <= 2; n++) {
            Message plain = Rig.message("sum", n);
            sums.add(new Message("sum/s" + n, n, plain.tries(), plain.needs(), plain.params(), plain.extra()));
        }
        return sums;
    }

    private List<Recovery.Task> plain(List<Message> messages) {
        return messages.stream()
                .map(message -> new Recovery.Task(message, null))
                .toList();
    }

    @Test
    void groupsAreCompleteAsTheyWere() {
        groups();
        wipe();
        recovery.begin(lost);
        List<Recovery.Task> members = new ArrayList<>();
        for (int n = 1; n <= 4; n++) {
            Lease lease = new Lease("first", member(n), 3, Instant.EPOCH, Rig.WALLTIME);
            members.add(n < 4 ? rig.restored(rig.finish(lease)) : new Recovery.Task(member(n), null));
        }
        recovery.put(NAME, "first", members);
        recovery.put(NAME, "sum", plain(sums()));
        rig.queues.intake().seal(NAME, "first");
        rig.queues.intake().seal(NAME, "sum");
        recovery.end(NAME);
        assertThat(rig.stateOf("sum/s1")).isEqualTo(State.PENDING);
        assertThat(rig.stateOf("sum/s2")).isEqualTo(State.BLOCKED);
        WorkQueue agent = rig.agent("a");
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        assertThat(Rig.claim(agent, "sum", 9)).hasSize(2);
        assertThat(rig.queues.view().audit(NAME).holds()).isTrue();
    }

    @Test
    void groupsOfAMendedCampaignWaitForWhatIsDead() {
        groups();
        rig.queues.intake().push(NAME, "first", List.of(member(1), member(2), member(3), member(4)));
        rig.queues.intake().push(NAME, "sum", sums());
        rig.queues.intake().seal(NAME, "first");
        rig.queues.intake().seal(NAME, "sum");
        WorkQueue agent = rig.agent("a");
        List<Lease> leases = Rig.claim(agent, "first", 4);
        agent.exchange(
                List.of(
                        rig.finish(leases.get(0)),
                        rig.finish(leases.get(1)),
                        rig.finish(leases.get(2)),
                        rig.bury(leases.get(3))),
                List.of());
        try (ScriptRunner runner = TestServer.runner()) {
            Keys keys = new Keys(RedisAddress.DEFAULT_PREFIX, NAME);
            runner.ask(redis -> redis.del(keys.need("sum"), keys.counts("first")));
        }
        Recovery.Mending mending = recovery.mend(lost);
        assertThat(mending.gather("first").ended().cardinality()).isEqualTo(4);
        mending.put(
                "first",
                List.of(member(1), member(2), member(3), member(4)).stream()
                        .map(Recovery.Task::there)
                        .toList());
        mending.seal("first");
        mending.gather("sum");
        mending.put("sum", plain(sums()));
        mending.seal("sum");
        mending.end();
        assertThat(rig.stateOf("sum/s1")).isEqualTo(State.PENDING);
        assertThat(rig.stateOf("sum/s2")).isEqualTo(State.BLOCKED);
        rig.queues.control().requeue(NAME, "first", List.of(), false);
        WorkQueue other = rig.agent("b");
        rig.report(other, rig.finish(rig.claimOne(other, "first")));
        assertThat(Rig.claim(other, "sum", 9)).hasSize(2);
        assertThat(rig.queues.view().audit(NAME).holds()).isTrue();
    }
}
