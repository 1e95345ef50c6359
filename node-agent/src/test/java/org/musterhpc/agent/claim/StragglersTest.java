package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.Doubles;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.model.Stage;

/** When an agent asks for second attempts, and of which tasks. */
class StragglersTest {
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path logs;

    private final List<Duration> asked = new ArrayList<>();
    private RunTimes times = times(Map.of(10, 100L));
    private Optional<Lease> given = Optional.empty();
    private Duration due;
    private boolean away;
    private int looks;

    private static RunTimes times(Map<Integer, Long> powers) {
        long done = powers.values().stream().mapToLong(Long::longValue).sum();
        return new RunTimes(
                done, Duration.ZERO, Duration.ZERO, new TreeMap<>(powers), new TreeMap<>(), new TreeMap<>());
    }

    private Bench bench(Stage stage) {
        FakeQueue queue = new FakeQueue(stage);
        queue.doubles = new Doubles() {
            @Override
            public RunTimes runTimes(String any) {
                looks++;
                return times;
            }

            @Override
            public Asked ask(String any, Duration longerThan, Offer offer) {
                asked.add(longerThan);
                if (away) {
                    throw new QueueUnavailableException("away", new IllegalStateException());
                }
                Asked answer = new Asked(given, due, Mood.OPEN);
                given = Optional.empty();
                return answer;
            }
        };
        Bench bench = new Bench(logs, queue);
        bench.heart.runOnce();
        return bench;
    }

    private static Stage doubled() {
        return FakeQueue.stage("s", 0, 1, LONG).doubledAfter(HALF_A_MINUTE);
    }

    /** Rounds a second apart. */
    private static Leaving rounds(Bench bench, int rounds) throws InterruptedException {
        Leaving leaving = null;
        for (int i = 0; i < rounds && leaving == null; i++) {
            bench.pass(Duration.ofSeconds(1));
            bench.heart.runOnce();
            leaving = bench.round();
        }
        return leaving;
    }

    @Test
    void ofFewThatAreDoneNobodyKnowsWhatIsFar() {
        assertThat(Stragglers.far(times(Map.of(12, 19L)), HALF_A_MINUTE)).isNull();
        assertThat(Stragglers.far(times(Map.of(12, 20L)), HALF_A_MINUTE)).isEqualTo(HALF_A_MINUTE);
    }

    @Test
    void farIsTwiceWhatNineteenOfTwentyTookAndNoLessThanTheStageSays() {
        RunTimes slow = times(Map.of(10, 90L, 16, 5L, 20, 5L));
        assertThat(Stragglers.far(slow, HALF_A_MINUTE)).isEqualTo(Duration.ofMillis(2 << 16));
        assertThat(Stragglers.far(slow, Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(5));
        assertThat(Stragglers.far(times(Map.of(10, 90L, 20, 10L)), HALF_A_MINUTE))
                .isEqualTo(Duration.ofMillis(2 << 20));
    }

    @Test
    void secondAttemptIsRunAndReportedAsAnyOther() throws InterruptedException {
        Bench bench = bench(doubled());
        ClaimedTask other = bench.another();
        given = Optional.of(other.lease());
        rounds(bench, 5);
        bench.work();
        rounds(bench, 2);
        assertThat(bench.queue.reports(Report.Finish.class))
                .extracting(report -> report.lease().token())
                .containsExactly(other.lease().token());
        assertThat(bench.said.toString())
                .contains("begins a second attempt at " + other.lease().id());
    }

    @Test
    void stageThatSaysNothingOfItIsNotAskedNorLookedAt() throws InterruptedException {
        Bench bench = bench(FakeQueue.stage("s", 0, 1, LONG));
        rounds(bench, 15);
        assertThat(asked).isEmpty();
        assertThat(looks).isZero();
    }

    @Test
    void whileTooFewAreDoneNothingIsAsked() throws InterruptedException {
        times = times(Map.of(10, 19L));
        rounds(bench(doubled()), 15);
        assertThat(asked).isEmpty();
        assertThat(looks).isBetween(1, 2);
    }

    @Test
    void whileThereIsNoRoomNothingIsAsked() throws InterruptedException {
        Bench bench = bench(doubled());
        bench.queue.with("s", 2);
        rounds(bench, 15);
        assertThat(bench.slots.leases()).hasSize(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void whereThereIsNoneItIsAskedEverMoreSeldom() throws InterruptedException {
        Bench bench = bench(doubled());
        bench.queue.with("s", 1);
        rounds(bench, 300);
        assertThat(asked).hasSizeBetween(5, 40).containsOnly(HALF_A_MINUTE);
    }

    @Test
    void idleAgentStaysForOneThatIsToBeHadSoonAndLeavesWhereNoneIs() throws InterruptedException {
        Bench bench = bench(doubled());
        due = Bench.LINGER.minusSeconds(1);
        assertThat(rounds(bench, 60)).isNull();
        due = Bench.LINGER.multipliedBy(10);
        assertThat(rounds(bench, 120)).isEqualTo(Leaving.EMPTY);
    }

    @Test
    void redisThatDoesNotAnswerIsAskedLater() throws InterruptedException {
        away = true;
        assertThat(rounds(bench(doubled()), 60)).isEqualTo(Leaving.EMPTY);
        assertThat(asked).hasSizeBetween(2, 10);
    }
}
