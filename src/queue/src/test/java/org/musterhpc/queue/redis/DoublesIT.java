package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.Flaw;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** A second attempt at a task that takes long: who is given one, what it counts for, and who hears when it is over. */
class DoublesIT {
    private static final String S = "match";
    private static final Duration FAR = Duration.ofMinutes(1);
    private static final String KEY = new Keys(RedisAddress.DEFAULT_PREFIX, "doubles").doubles(S);

    private Rig rig;
    private WorkQueue first;
    private WorkQueue other;
    private ScriptRunner runner;

    @BeforeEach
    void open() {
        rig = new Rig(TestServer.address(), "doubles", Rig.stage(S));
        runner = ScriptRunner.open(TestServer.address(), 1, () -> Long.toString(rig.time.get()), Script.texts());
        first = rig.agent("first");
        other = rig.agent("other");
    }

    @AfterEach
    void close() {
        rig.tally(S);
        assertThat(rig.queues.view().audit("doubles").holds()).isTrue();
        rig.queues.control().purge("doubles");
        boolean there = runner.ask(redis -> redis.exists(KEY));
        assertThat(there).isFalse();
        runner.close();
        rig.close();
    }

    /** A task that the first agent has had for long, where there are no others. */
    private Lease straggler() {
        rig.push(S, 1, 1);
        rig.queues.intake().seal("doubles", S);
        Lease lease = rig.claimOne(first, S);
        pass(FAR);
        return lease;
    }

    private void pass(Duration time) {
        rig.pass(time);
        beat(first, "first");
        beat(other, "other");
    }

    private static WorkQueue.Beat beat(WorkQueue who, String name, Lease... leases) {
        return who.beat(Rig.agentInfo(name), List.of(leases));
    }

    private static Optional<Lease> ask(WorkQueue who) {
        return who.doubles().ask(S, FAR, Offer.ANYTHING).lease();
    }

    private Lease second() {
        return ask(other).orElseThrow();
    }

    /** Agent → how many tasks it runs, as the view tells. */
    private Map<String, Integer> running() {
        Map<String, Integer> running = new TreeMap<>();
        rig.queues
                .view()
                .agents("doubles")
                .forEach(agent -> running.put(agent.info().name(), agent.running()));
        return running;
    }

    private View.@Nullable Second secondShown(Lease lease) {
        return rig.queues
                .view()
                .find("doubles", lease.id())
                .orElseThrow()
                .lease()
                .second();
    }

    private String kept() {
        return runner.find(redis -> redis.hget(KEY, Message.numberedId(S, 1)));
    }

    @Test
    void firstOfTheTwoThatIsDoneEndsTheTaskAndTheOtherHears() {
        Lease one = straggler();
        Lease two = second();
        assertThat(two.token()).isGreaterThan(one.token());
        assertThat(two.walltime()).isEqualTo(Rig.WALLTIME);
        assertThat(two.second()).isTrue();
        assertThat(two.attempt()).isEqualTo(one.attempt());

        assertThat(rig.report(other, rig.finish(two))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.stateOf(one.id())).isEqualTo(State.DONE);
        assertThat(kept()).isNull();
        assertThat(beat(first, "first", one).lost()).containsExactly(one);

        assertThat(rig.report(other, rig.finish(two))).isEqualTo(Answer.ALREADY);
        assertThat(rig.report(first, rig.finish(one))).isEqualTo(Answer.STALE);
        assertThat(rig.tally(S).late()).isEqualTo(1);
        assertThat(rig.queues
                        .view()
                        .find("doubles", one.id())
                        .orElseThrow()
                        .ending()
                        .last()
                        .token())
                .isEqualTo(two.token());
    }

    @Test
    void whereTheFirstIsDoneTheSecondHears() {
        Lease one = straggler();
        Lease two = second();
        assertThat(beat(other, "other", two).lost()).isEmpty();
        assertThat(rig.report(first, rig.finish(one))).isEqualTo(Answer.ACCEPTED);
        assertThat(beat(other, "other", two).lost()).containsExactly(two);
        assertThat(rig.report(other, rig.finish(two))).isEqualTo(Answer.STALE);
    }

    @Test
    void secondThatFailsTouchesNothingAndThereIsNoThird() {
        Lease one = straggler();
        Lease two = second();
        assertThat(rig.report(other, rig.retry(two, Duration.ZERO))).isEqualTo(Answer.STALE);
        assertThat(rig.report(other, rig.bury(two))).isEqualTo(Answer.STALE);
        assertThat(rig.tally(S).late()).isEqualTo(2);
        assertThat(rig.stateOf(one.id())).isEqualTo(State.WORKING);
        assertThat(secondShown(one)).isNull();
        assertThat(running()).containsExactly(entry("first", 1), entry("other", 0));
        pass(FAR);
        assertThat(ask(other)).isEmpty();
        assertThat(ask(rig.agent("third"))).isEmpty();
        assertThat(rig.report(first, rig.finish(one))).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void secondThatWasNotBegunGoesBackAndAnotherMayHaveIt() {
        Lease one = straggler();
        assertThat(rig.report(other, Rig.giveBack(second()))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.count(S, State.PENDING)).isZero();
        Lease again = ask(rig.agent("third")).orElseThrow();
        assertThat(rig.report(first, Rig.giveBack(one))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.count(S, State.PENDING)).isEqualTo(1);
        assertThat(rig.report(other, rig.finish(again))).isEqualTo(Answer.STALE);
    }

    @Test
    void firstThatFailsTakesTheSecondWithIt() {
        Lease one = straggler();
        Lease two = second();
        assertThat(running()).containsExactly(entry("first", 1), entry("other", 1));
        assertThat(rig.report(first, rig.retry(one, Duration.ZERO))).isEqualTo(Answer.ACCEPTED);
        assertThat(running()).containsExactly(entry("first", 0), entry("other", 0));
        assertThat(beat(other, "other", two).lost()).containsExactly(two);
        Lease again = rig.claimOne(first, S);
        assertThat(rig.report(other, rig.finish(two))).isEqualTo(Answer.STALE);
        pass(FAR);
        Lease third = second();
        assertThat(kept()).startsWith(again.token() + " " + third.token() + " other ");
        assertThat(rig.report(first, rig.bury(again))).isEqualTo(Answer.ACCEPTED);
        assertThat(kept()).isNull();
        assertThat(beat(other, "other", third).lost()).containsExactly(third);
    }

    @Test
    void lapseOfTheFirstTakesTheSecondWithIt() {
        Lease one = straggler();
        Lease two = second();
        rig.pass(Rig.LEASE.plusSeconds(1));
        beat(other, "other", two);
        assertThat(other.lapse(List.of(rig.retry(one, Duration.ZERO)))).containsExactly(Answer.ACCEPTED);
        assertThat(beat(other, "other", two).lost()).containsExactly(two);
    }

    @Test
    void secondWhoseAgentIsSilentCostsNothing() {
        Lease one = straggler();
        Lease two = second();
        rig.pass(Rig.LEASE.minusSeconds(1));
        beat(first, "first");
        rig.pass(Duration.ofSeconds(2));
        assertThat(running()).as("lost").containsExactly(entry("first", 1), entry("other", 0));
        assertThat(first.lapsed(10)).isEmpty();
        assertThat(beat(other, "other", two).lost()).isEmpty();
        assertThat(rig.report(other, rig.finish(two))).isEqualTo(Answer.ACCEPTED);
        assertThat(beat(first, "first", one).lost()).containsExactly(one);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverCancelsTellsBoth(boolean byId) {
        Lease one = straggler();
        Lease two = second();
        List<String> ids = byId ? List.of(one.id()) : List.of();
        assertThat(rig.queues.control().cancel("doubles", null, ids)).isEqualTo(1);
        assertThat(kept()).isNull();
        assertThat(beat(first, "first", one).lost()).containsExactly(one);
        assertThat(beat(other, "other", two).lost()).containsExactly(two);
    }

    @Test
    void noneIsGivenOfOnesOwnNorTooSoonNorWhereMoreWaitsOrMayComeNorWhilePaused() {
        rig.push(S, 1, 2);
        Lease one = rig.claimOne(first, S);
        pass(FAR.minusSeconds(1));
        rig.claimOne(first, S);
        assertThat(ask(other)).as("not sealed").isEmpty();
        rig.queues.intake().seal("doubles", S);
        assertThat(other.doubles().ask(S, FAR, Offer.ANYTHING).due()).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(ask(first)).as("its own").isEmpty();
        rig.queues.control().pause("doubles");
        assertThat(other.doubles().ask(S, FAR, Offer.ANYTHING).mood()).isEqualTo(Mood.PAUSED);
        rig.queues.control().resume("doubles");
        rig.report(first, rig.retry(one, Duration.ofHours(1)));
        assertThat(ask(other)).as("another is delayed").isEmpty();
        rig.queues.control().cancel("doubles", null, List.of(one.id()));
        assertThat(ask(other)).as("too soon").isEmpty();
        pass(FAR);
        assertThat(ask(other)).isPresent();
    }

    @Test
    void whoHasNoLeaseOrKnowsAnotherEditionIsGivenNone() {
        straggler();
        rig.pass(Rig.LEASE.plusSeconds(1));
        assertThat(other.doubles().ask(S, FAR, Offer.ANYTHING).mood()).isEqualTo(Mood.SILENT);
        pass(Duration.ZERO);
        Campaign known = rig.queues.view().campaign("doubles").orElseThrow();
        assertThat(rig.queues.growth().change(known, known.changed(known.stages(), "file-2")))
                .isTrue();
        assertThat(other.doubles().ask(S, FAR, Offer.ANYTHING).mood()).isEqualTo(Mood.CHANGED);
        assertThat(kept()).isNull();
    }

    @Test
    void ofSeveralTheOneThatRunsLongestIsGivenAndOneThatNeedsMoreThanIsOfferedIsNot() {
        rig.push(S, 1, 3);
        rig.queues.intake().seal("doubles", S);
        Lease grown = rig.claimOne(first, S);
        rig.report(first, rig.retry(grown, Duration.ZERO));
        List<Lease> all = Rig.claim(first, S, 3);
        Lease large = all.get(0);
        Message more = large.message().withNeeds(new Needs(Duration.ofHours(3), null, 0, null));
        rig.report(first, new Report.GiveBack(large, more));
        rig.claimOne(first, S);
        pass(FAR);
        Offer little = new Offer(Duration.ofHours(1), null);
        assertThat(other.doubles().ask(S, FAR, little).lease())
                .map(Lease::id)
                .contains(all.get(1).id());
        assertThat(other.doubles().ask(S, FAR, little).lease())
                .map(Lease::id)
                .contains(all.get(2).id());
        assertThat(other.doubles().ask(S, FAR, little).lease()).isEmpty();
        assertThat(second()).extracting(Lease::id, Lease::walltime).containsExactly(large.id(), Duration.ofHours(3));
    }

    @Test
    void manyThatRunAreLookedAtAPageACall() {
        rig.push(S, 1, 2_500);
        rig.queues.intake().seal("doubles", S);
        for (int i = 0; i < 3; i++) {
            Rig.claim(first, S, 1_000);
        }
        assertThat(rig.count(S, State.WORKING)).isEqualTo(2_500);
        pass(FAR);
        int given = 0;
        for (int i = 0; i < 5; i++) {
            given += ask(other).isPresent() ? 1 : 0;
        }
        assertThat(given).isEqualTo(5);
        assertThat(running()).containsExactly(entry("first", 2_500), entry("other", 5));
    }

    @Test
    void viewTellsWhoElseRunsItAndEventsSayWhen() {
        Lease one = straggler();
        Lease two = second();
        View.Holder holder =
                rig.queues.view().find("doubles", one.id()).orElseThrow().lease();
        assertThat(holder.agent()).isEqualTo("first");
        assertThat(holder.second())
                .isEqualTo(new View.Second("other", two.claimed(), two.claimed().plus(two.walltime())));
        assertThat(rig.queues.view().events("doubles", null, 100).events())
                .filteredOn(event -> event.kind().equals("double"))
                .extracting(View.Event::id, View.Event::detail)
                .containsExactly(tuple(one.id(), Map.of("agent", "other", "holder", "first")));
        rig.report(first, rig.retry(one, Duration.ZERO));
        rig.claimOne(first, S);
        assertThat(secondShown(one)).as("of another lease").isNull();
    }

    @Test
    void whatOthersWroteThereCountsForNothingAndIsTold() {
        Lease one = straggler();
        runner.ask(redis -> redis.hset(KEY, one.id(), "rubbish"));
        assertThat(running()).containsExactly(entry("first", 1), entry("other", 0));
        assertThat(beat(first, "first", one).lost()).isEmpty();
        assertThat(rig.queues.view().audit("doubles").flaws())
                .extracting(Flaw::kind)
                .containsExactly(Flaw.Kind.NOT_A_DOUBLE);
        assertThat(rig.report(first, rig.finish(one))).isEqualTo(Answer.ACCEPTED);
        assertThat(kept()).isNull();
    }

    @Test
    void keyOfAnotherTypeCostsNoTask() {
        Lease one = straggler();
        runner.ask(redis -> redis.set(KEY, "x"));
        assertThat(running()).containsExactly(entry("first", 1), entry("other", 0));
        assertThat(rig.report(first, rig.finish(one))).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.stateOf(one.id())).isEqualTo(State.DONE);
        runner.ask(redis -> redis.del(KEY));
    }
}
