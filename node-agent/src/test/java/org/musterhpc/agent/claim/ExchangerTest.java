package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.claim.Exchanger.Result;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.testkit.Ceiling;

/** Exchanges of which two are under way: what is asked, what becomes of reports, and what of one that fails beside another. */
class ExchangerTest {
    private static final int MANY = 2 * Halves.LEAST;

    @TempDir
    Path logs;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Lane> used = Collections.synchronizedList(new ArrayList<>());
    /** Awaited on the first lane until something has come on the second. */
    private CountDownLatch second = new CountDownLatch(0);

    private Throwable secondFails;
    private FakeQueue queue;
    private Bench bench;

    @AfterEach
    void tearDown() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    /** On its way on one of the lanes. */
    private void underWay(Lane lane) {
        used.add(lane);
        queue.unanswered.remove(lane);
        if (lane == Lane.FIRST) {
            awaitSecond();
            return;
        }
        second.countDown();
        if (secondFails instanceof Error error) {
            throw error;
        }
        if (secondFails instanceof RuntimeException failure) {
            throw failure;
        }
    }

    private void awaitSecond() {
        try {
            assertThat(second.await(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS))
                    .as("whether another is under way")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Exchanger exchanger() {
        queue = new FakeQueue(FakeQueue.stage("s", 0, 1, Duration.ofMinutes(10)));
        queue.underWay = this::underWay;
        bench = new Bench(logs, queue);
        bench.threads = threads;
        bench.pass(Bench.LEASE.plusSeconds(1)); // so that nothing that is claimed begins
        return new Exchanger(
                queue,
                bench.slots,
                bench.clock,
                bench.diary,
                new ClaimPlanner(queue.campaign(), bench.slots.capacity(), null));
    }

    private List<Report> toSay(int number) {
        List<Report> all = IntStream.range(0, number)
                .mapToObj(i -> bench.another().lease())
                .<Report>map(lease -> new Report.GiveBack(lease, lease.message()))
                .toList();
        all.forEach(bench.outbox::put);
        return all;
    }

    private static List<Want> wants(int most) {
        return List.of(new Want("s", most));
    }

    @Test
    void whatIsLittleGoesInOne() {
        Exchanger exchanger = exchanger();
        toSay(Halves.LEAST - 1);
        bench.threads = work -> {
            throw new AssertionError("nothing else is under way");
        };

        assertThat(exchanger.all(wants(1)).answered()).isTrue();
        assertThat(used).containsExactly(Lane.FIRST);
        assertThat(bench.outbox.size()).isZero();
    }

    @Test
    void whatIsMuchGoesInHalvesThatAreUnderWayTogether() {
        Exchanger exchanger = exchanger();
        List<Report> said = toSay(MANY);
        second = new CountDownLatch(1);

        Result result = exchanger.all(wants(MANY));

        assertThat(result.answered()).isTrue();
        assertThat(result.claimed()).extracting(task -> task.lease().token()).doesNotHaveDuplicates();
        assertThat(queue.reports).containsExactlyInAnyOrderElementsOf(said);
        assertThat(used).containsExactlyInAnyOrder(Lane.FIRST, Lane.SECOND);
        assertThat(queue.wants)
                .allSatisfy(wants -> assertThat(wants.get(0).most()).isEqualTo(MANY / 2));
        assertThat(bench.outbox.size()).isZero();
    }

    @Test
    void whereThereIsLittleOneOfTheHalvesGetsNothing() {
        Exchanger exchanger = exchanger();
        toSay(1);

        Result result = exchanger.all(wants(MANY));

        assertThat(queue.wants).hasSize(2);
        assertThat(result.answered()).isTrue();
        assertThat(result.claimed()).hasSizeLessThanOrEqualTo(1);
        assertThat(bench.outbox.size()).isZero();
    }

    @Test
    void oneThatIsNotAnsweredBesideAnotherKeepsItsReportsAndLosesNoLease() {
        Exchanger exchanger = exchanger();
        toSay(MANY);
        queue.with("s", MANY);
        secondFails = new QueueUnavailableException("away", new IllegalStateException());

        Result result = exchanger.all(wants(MANY));

        assertThat(result.answered()).isFalse();
        assertThat(result.claimed()).isNotEmpty();
        assertThat(bench.slots.leases())
                .containsAll(result.claimed().stream().map(ClaimedTask::lease).toList());
        assertThat(queue.reports.size() + bench.outbox.size()).isEqualTo(MANY);
        assertThat(bench.outbox.size()).isEqualTo(bench.outbox.waiting()).isPositive();
    }

    @Test
    void whatFailsBesideAnotherIsThrownAndTheOtherIsHeard() {
        Exchanger exchanger = exchanger();
        toSay(MANY);
        queue.with("s", MANY);
        secondFails = new OutOfMemoryError("injected");

        assertThatThrownBy(() -> exchanger.all(wants(MANY))).hasMessage("injected");

        assertThat(queue.reports.size() + bench.outbox.size()).isEqualTo(MANY);
        assertThat(bench.outbox.size()).isEqualTo(bench.outbox.waiting());
        assertThat(bench.slots.leases().size() + queue.pending().size() - queue.reports.size())
                .as("leases that nobody knows of")
                .isEqualTo(MANY);
    }

    @Test
    void whatWasNotAnsweredComesFirstAndAlone() {
        Exchanger exchanger = exchanger();
        queue.unanswered.addAll(List.of(Lane.SECOND, Lane.FIRST));

        exchanger.all(wants(MANY));

        assertThat(used).containsExactly(Lane.SECOND, Lane.FIRST);
    }

    @Test
    void whereNoThreadIsToBeHadOneComesAfterTheOther() {
        Exchanger exchanger = exchanger();
        List<Report> said = toSay(MANY);
        bench.threads = work -> {
            throw new RejectedExecutionException("none");
        };

        assertThat(exchanger.all(List.of()).answered()).isTrue();
        assertThat(queue.reports).containsExactlyElementsOf(said);
    }

    @Test
    void halvesAddUpToWhatIsWanted() {
        List<Want> wants = List.of(new Want("a", 1), new Want("b", 777));

        assertThat(Halves.worth(wants, 0)).isTrue();
        assertThat(Halves.first(wants)).containsExactly(new Want("a", 1), new Want("b", 389));
        assertThat(Halves.second(wants)).containsExactly(new Want("b", 388));
        assertThat(Halves.worth(List.of(new Want("a", 255)), 255)).isFalse();
        assertThat(Halves.worth(List.of(), 256)).isTrue();
    }
}
