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
import org.musterhpc.queue.model.Stage;
import org.musterhpc.testkit.Ceiling;

/** Exchanges of which two are under way: what is asked, what becomes of reports, and what of one that fails beside another. */
class ExchangerTest {
    private static final int MANY = 4 * Portions.SIZE;

    @TempDir
    Path logs;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Lanes queue;
    private Bench bench;

    @AfterEach
    void tearDown() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    /** Knows on which lanes it was asked for what. */
    private static final class Lanes extends FakeQueue {
        final List<Lane> used = Collections.synchronizedList(new ArrayList<>());
        final List<Lane> owed = new ArrayList<>();
        /** Awaited on the first lane until something has come on the second. */
        CountDownLatch second = new CountDownLatch(0);

        Throwable secondFails;

        Lanes(Stage... stages) {
            super(stages);
        }

        @Override
        public Exchange exchange(Lane lane, List<Report> handedIn, List<Want> asked) {
            used.add(lane);
            owed.remove(lane);
            if (lane == Lane.SECOND) {
                second.countDown();
                if (secondFails instanceof Error error) {
                    throw error;
                }
                if (secondFails instanceof RuntimeException failure) {
                    throw failure;
                }
            } else {
                awaitSecond();
            }
            return super.exchange(lane, handedIn, asked);
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

        @Override
        public List<Lane> unanswered() {
            return List.copyOf(owed);
        }
    }

    private Exchanger exchanger() {
        queue = new Lanes(FakeQueue.stage("s", 0, 1, Duration.ofMinutes(10)));
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
        toSay(Portions.SIZE);
        bench.threads = work -> {
            throw new AssertionError("nothing else is under way");
        };

        assertThat(exchanger.all(wants(1)).answered()).isTrue();
        assertThat(queue.used).containsExactly(Lane.FIRST);
        assertThat(bench.outbox.size()).isZero();
    }

    @Test
    void whatIsMuchGoesInPortionsOfWhichTwoAreUnderWay() {
        Exchanger exchanger = exchanger();
        List<Report> said = toSay(MANY);
        queue.second = new CountDownLatch(1);

        Result result = exchanger.all(wants(MANY));

        assertThat(result.answered()).isTrue();
        assertThat(result.claimed()).extracting(task -> task.lease().token()).doesNotHaveDuplicates();
        assertThat(queue.reports).containsExactlyInAnyOrderElementsOf(said);
        assertThat(queue.used).hasSize(4).contains(Lane.FIRST, Lane.SECOND);
        assertThat(queue.wants)
                .allSatisfy(wants -> assertThat(wants.get(0).most()).isEqualTo(Portions.SIZE));
        assertThat(bench.outbox.size()).isZero();
    }

    @Test
    void whereThereIsNoMoreTheRestIsNotAskedForAndReportsGoOn() {
        Exchanger exchanger = exchanger();
        toSay(1);

        Result result = exchanger.all(wants(MANY));

        assertThat(queue.wants).hasSizeLessThanOrEqualTo(2);
        assertThat(result.claimed()).hasSizeLessThanOrEqualTo(1);
        assertThat(result.more()).isFalse();
        assertThat(bench.outbox.size()).isZero();
    }

    @Test
    void oneThatIsNotAnsweredBesideAnotherKeepsItsReportsAndLosesNoLease() {
        Exchanger exchanger = exchanger();
        toSay(MANY);
        queue.with("s", MANY);
        queue.secondFails = new QueueUnavailableException("away", new IllegalStateException());

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
        queue.secondFails = new OutOfMemoryError("injected");

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
        queue.owed.addAll(List.of(Lane.SECOND, Lane.FIRST));

        exchanger.all(wants(MANY));

        assertThat(queue.used).containsExactly(Lane.SECOND, Lane.FIRST);
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
    void portionsAddUpToWhatIsWanted() {
        List<Want> wants = List.of(new Want("a", 2), new Want("b", 777));
        Portions portions = Portions.of(wants, 0);

        List<Want> all = new ArrayList<>();
        for (int i = 0; i < portions.count(); i++) {
            all.addAll(portions.wants(i));
        }
        assertThat(portions.count()).isEqualTo(6);
        assertThat(all.stream()
                        .filter(want -> want.stage().equals("a"))
                        .mapToInt(Want::most)
                        .sum())
                .isEqualTo(2);
        assertThat(all.stream()
                        .filter(want -> want.stage().equals("b"))
                        .mapToInt(Want::most)
                        .sum())
                .isEqualTo(777);
        assertThat(Portions.of(wants, 1_000_000).count()).isEqualTo(8);
        assertThat(Portions.of(List.of(), 0).count()).isEqualTo(1);
    }
}
