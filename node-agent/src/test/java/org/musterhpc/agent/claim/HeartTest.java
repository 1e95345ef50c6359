package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue.Mood;

/** The heartbeat, one round after the other, by a clock that stands until it is moved. */
class HeartTest {
    @TempDir
    Path logs;

    private Bench bench;

    @BeforeEach
    void setUp() {
        bench = new Bench(logs, new FakeQueue(FakeQueue.stage("s", 0, 1, Duration.ofMinutes(10))).with("s", 9));
    }

    static Stream<RuntimeException> refusals() {
        return Stream.of(
                new QueueUnavailableException("no answer", new IllegalStateException()),
                new IllegalStateException("WRONGTYPE Operation against a key holding the wrong kind of value"),
                new NumberFormatException("garbage"));
    }

    @Test
    void beatsEachIntervalAndProlongsWhatIsHeld() throws Exception {
        bench.heart.runOnce();
        bench.round();
        bench.heart.runOnce();
        assertThat(bench.queue.beats).as("it is not due again").hasSize(1);

        bench.pass(Bench.LEASE.dividedBy(3));
        bench.heart.runOnce();

        assertThat(bench.queue.beats).hasSize(2);
        assertThat(bench.queue.beats.get(1)).hasSize(2);
    }

    @Test
    void leaseThatWasReportedOnMeanwhileIsNotCalledLost() {
        bench.queue.lost.add(bench.another().lease());
        bench.heart.runOnce();
        assertThat(bench.said.toString()).doesNotContain("no longer the owner");

        bench.queue.lost.clear();
        ClaimedTask held = bench.another();
        bench.slots.arrived(List.of(held));
        bench.queue.lost.add(held.lease());
        bench.pass(Bench.LEASE.dividedBy(3));
        bench.heart.runOnce();

        assertThat(bench.said.toString())
                .containsOnlyOnce("is no longer the owner of " + held.lease().id() + " and ends it");
        assertThat(bench.slots.leases()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whoseHeartbeatIsRefusedClaimsNothingUntilOneIsAccepted(RuntimeException refusal) throws Exception {
        bench.queue.beatFails = refusal;
        bench.heart.runOnce();
        bench.round();
        bench.round();
        assertThat(bench.queue.wants).isEmpty();
        assertThat(bench.said.toString())
                .containsOnlyOnce("no heartbeat is accepted")
                .contains(refusal.getMessage());

        bench.queue.beatFails = null;
        bench.pass(Duration.ofSeconds(5));
        bench.heart.runOnce();
        bench.round();

        assertThat(bench.queue.wants).isNotEmpty();
        assertThat(bench.said.toString()).contains("heartbeats are accepted again");
        assertThat(bench.alarms).isEmpty();
    }

    @Test
    void nothingIsClaimedBeforeTheFirstHeartbeat() throws Exception {
        bench.round();
        assertThat(bench.queue.wants).isEmpty();

        bench.heart.runOnce();
        bench.round();
        assertThat(bench.queue.wants).isNotEmpty();
    }

    @Test
    void whoStoodStillForLongerThanItsLeaseNeitherClaimsNorBeginsWhatWaits() throws Exception {
        bench.heart.runOnce();
        bench.round();
        assertThat(bench.turns).hasSize(2);
        int asked = bench.queue.wants.size();
        bench.slots.arrived(List.of(bench.another()));

        bench.pass(Bench.LEASE.plusMillis(1));
        bench.work();
        assertThat(bench.begun).as("the third had waited").hasValue(2);
        bench.round();

        assertThat(bench.queue.wants).hasSize(asked);
        assertThat(bench.queue.reports(Report.GiveBack.class)).hasSize(1);
        bench.heart.runOnce();
        bench.round();
        assertThat(bench.queue.wants).hasSizeGreaterThan(asked);
    }

    @Test
    void failureThatIsNoRefusalGivesTheAlarmAndTheHeartBeatsOn() throws Exception {
        bench.queue.beatFails = new OutOfMemoryError("injected");
        Thread heart = new Thread(bench.heart::run);
        heart.start();
        await().until(() -> !bench.alarms.isEmpty());
        bench.heart.stop();
        heart.join();

        assertThat(bench.alarms).contains("the heartbeat: injected");
        bench.round();
        assertThat(bench.queue.wants).isEmpty();
    }

    @Test
    void sweepThatIsRefusedDoesNotEndTheHeart() {
        bench.queue.sweepFails = new IllegalStateException("WRONGTYPE expiry");

        bench.heart.runOnce();
        bench.pass(Bench.LEASE.plusSeconds(1));
        bench.heart.runOnce();

        assertThat(bench.queue.beats).hasSize(2);
        assertThat(bench.said.toString())
                .containsOnlyOnce("cannot take the tasks of dead agents back: WRONGTYPE expiry");
        assertThat(bench.contact.mayClaim()).isTrue();
    }

    @Test
    void hearsThatTheCampaignIsGone() throws Exception {
        bench.queue.mood = Mood.GONE;
        bench.heart.runOnce();

        assertThat(bench.round()).isEqualTo(Leaving.GONE);
    }

    @Test
    void errandIsDoneOnceAtItsTime() {
        AtomicInteger done = new AtomicInteger();
        bench.heart.later(Duration.ofSeconds(20), done::incrementAndGet);

        bench.heart.runOnce();
        assertThat(done).hasValue(0);
        bench.pass(Duration.ofSeconds(20));
        bench.heart.runOnce();
        bench.pass(Duration.ofSeconds(20));
        bench.heart.runOnce();

        assertThat(done).hasValue(1);
    }
}
