package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.claim.Outbox.Parcel;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.RetryPolicy;

/** Reports on their way: in which order they leave, and when they are on disk. */
class OutboxTest {
    @TempDir
    Path logs;

    private Bench bench;

    @BeforeEach
    void setUp() {
        bench = new Bench(logs, new FakeQueue(FakeQueue.stage("s", 0, 1, Duration.ofMinutes(10))));
    }

    private Report ended() {
        Lease lease = bench.another().lease();
        Optional<Report> report =
                RetryPolicy.decide(bench.queue.campaign().stage("s"), lease, Bench.attempt(lease, Outcome.OK));
        report.ifPresent(bench.outbox::put);
        return report.orElseThrow();
    }

    private int onDisk() throws Exception {
        List<Path> files = bench.spools();
        return files.isEmpty() ? 0 : Files.readAllLines(files.get(0)).size() - 1;
    }

    @Test
    void oldestLeaveFirstAndStayUntilTheyAreAnswered() {
        Report one = ended();
        Report two = ended();
        Report three = ended();

        Parcel first = bench.outbox.send(2);
        assertThat(first.reports()).containsExactly(one, two);
        assertThat(bench.outbox.size()).isEqualTo(3);
        bench.outbox.answered(first, List.of(one, two));

        assertThat(bench.outbox.send(9).reports()).containsExactly(three);
    }

    @Test
    void whatIsUnderWayIsNotTakenByAnother() {
        Report one = ended();
        Report two = ended();
        Parcel first = bench.outbox.send(1);

        assertThat(first.reports()).containsExactly(one);
        assertThat(bench.outbox.waiting()).isEqualTo(1);
        assertThat(bench.outbox.send(9).reports()).containsExactly(two);
        assertThat(bench.outbox.waiting()).isZero();
        assertThat(bench.outbox.size()).isEqualTo(2);
    }

    @Test
    void whatWasRefusedOrNotAnsweredWaitsAgainInItsOrder() {
        Report one = ended();
        Report two = ended();
        Report three = ended();
        Report four = ended();
        Parcel first = bench.outbox.send(3);
        Parcel second = bench.outbox.send(1);

        bench.outbox.over(second);
        bench.outbox.answered(first, List.of(two));
        bench.outbox.over(first);

        assertThat(bench.outbox.send(9).reports()).containsExactly(one, three, four);
        assertThat(bench.outbox.size()).isEqualTo(3);
    }

    @Test
    void whatIsUnderWayIsOnDiskWhereRedisIsAway() throws Exception {
        ended();
        Parcel sent = bench.outbox.send(1);
        ended();
        bench.outbox.away();
        bench.outbox.keep();
        assertThat(onDisk()).isEqualTo(2);

        bench.outbox.answered(sent, sent.reports());
        assertThat(onDisk()).isEqualTo(2);
        assertThat(bench.outbox.kept()).startsWith("1 of them are in ");
    }

    @Test
    void oneOfTwoThatTakesLongIsEnough() throws Exception {
        bench.outbox.send(1);
        bench.pass(Duration.ofMillis(200));
        Parcel second = bench.outbox.send(1);
        bench.pass(Duration.ofMillis(51));
        bench.outbox.over(second);
        ended();
        bench.outbox.keep();

        assertThat(onDisk()).isEqualTo(1);
    }

    @Test
    void nothingIsWrittenWhileRedisAnswers() throws Exception {
        ended();
        bench.outbox.send(9);
        bench.outbox.keep();

        assertThat(onDisk()).isZero();
    }

    @Test
    void whatRedisDoesNotTakeIsOnDiskOnceAndGoesWithItsAnswer() throws Exception {
        Report one = ended();
        Parcel first = bench.outbox.send(1);
        bench.outbox.away();
        bench.outbox.keep();
        bench.outbox.over(first);
        Report two = ended();
        bench.outbox.keep();
        bench.outbox.keep();
        assertThat(onDisk()).isEqualTo(2);
        assertThat(bench.outbox.kept()).startsWith("2 of them are in ");

        bench.outbox.answered(bench.outbox.send(1), List.of(one));
        assertThat(onDisk()).isEqualTo(2);
        bench.outbox.answered(bench.outbox.send(1), List.of(two));

        assertThat(bench.spools()).isEmpty();
        ended();
        bench.outbox.keep();
        assertThat(onDisk()).as("Redis answers again").isZero();
    }

    @Test
    void answerThatTakesLongIsAsGoodAsNone() throws Exception {
        bench.outbox.send(9);
        bench.pass(Duration.ofMillis(251));
        ended();
        bench.outbox.keep();

        assertThat(onDisk()).isEqualTo(1);
    }

    @Test
    void taskThatIsGivenBackIsNoOutcome() {
        Lease lease = bench.another().lease();
        bench.outbox.put(new Report.GiveBack(lease, lease.message()));
        assertThat(bench.outbox.outcomes()).isFalse();

        ended();
        assertThat(bench.outbox.outcomes()).isTrue();
    }
}
