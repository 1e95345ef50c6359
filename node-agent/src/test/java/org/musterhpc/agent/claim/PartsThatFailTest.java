package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.agent.supervise.Supervisor;
import org.musterhpc.agent.task.Space;
import org.musterhpc.agent.task.Task;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.testkit.Ceiling;

/** Every part of the agent is made to fail once: it leaves in order, and no task is lost or told of twice. */
class PartsThatFailTest {
    private static final Duration WALLTIME = Duration.ofMinutes(10);
    private static final int TASKS = 40;

    @TempDir
    Path logs;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Supervisor supervisor = new Supervisor();

    @AfterEach
    void tearDown() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private static OutOfMemoryError injected() {
        return new OutOfMemoryError("injected");
    }

    /** What fails, and how that comes about while the agent works. */
    static Stream<Arguments> parts() {
        return Stream.of(
                part("the heartbeat", bench -> bench.queue.beatFails = injected()),
                part("the sweep", bench -> bench.queue.sweepFails = injected()),
                part("the claiming thread", bench -> bench.queue.exchangeFails = injected()),
                part("a task's slot", bench -> bench.source = Broken::new),
                part(
                        "the preparation of a task",
                        bench -> bench.source = (lease, slot, deadline) -> {
                            throw injected();
                        }),
                part(
                        "the start of a slot",
                        bench -> bench.threads = work -> {
                            throw injected();
                        }));
    }

    private static Arguments part(String name, Consumer<Bench> fail) {
        return Arguments.of(name, fail);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    void agentLeavesInOrder(String name, Consumer<Bench> fail) throws Exception {
        Bench bench = new Bench(logs, new FakeQueue(FakeQueue.stage("s", 0, 1, WALLTIME)).with("s", TASKS));
        bench.threads = threads;
        CompletableFuture<Leaving> end = start(bench);
        await().until(() -> bench.queue.reports(Report.Finish.class).size() > 3);

        fail.accept(bench);
        bench.queue.with("s", 3);
        bench.pass(Bench.LEASE.dividedBy(2));
        bench.slots.ring();
        await().until(() -> {
            bench.pass(Duration.ofSeconds(1));
            return end.isDone() || bench.said.toString().contains("failed: java.lang.OutOfMemoryError: injected");
        });
        bench.queue.exchangeFails = null;

        assertThat(end.get(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Leaving.BROKEN);
        assertThat(bench.said.toString()).contains("failed: java.lang.OutOfMemoryError: injected");
        nothingIsLostAndNothingTwice(bench);
    }

    @Test
    void whatRedisDidNotTakeOfABrokenAgentIsInItsSpool() throws Exception {
        Bench bench = new Bench(logs, new FakeQueue(FakeQueue.stage("s", 0, 1, WALLTIME)).with("s", 2));
        bench.heart.runOnce();
        bench.round();
        bench.queue.exchangeFails = injected();
        bench.work();

        CompletableFuture<Leaving> end = start(bench);
        await().until(() -> {
            bench.pass(Duration.ofSeconds(1));
            return end.isDone();
        });

        assertThat(end.get()).isEqualTo(Leaving.BROKEN);
        assertThat(bench.spools())
                .singleElement()
                .satisfies(file -> assertThat(Files.readAllLines(file)).hasSize(3));
        assertThat(bench.said.toString()).contains("leaves with 2 reports that Redis did not take; 2 of them are in ");
    }

    @Test
    void outcomeIsReportedThoughTheJournalFails() throws Exception {
        Bench bench = new Bench(logs, new FakeQueue(FakeQueue.stage("s", 0, 1, WALLTIME)).with("s", 1));
        bench.heart.runOnce();
        bench.round();
        bench.results.close();
        bench.diaryFails = injected();
        bench.work();
        bench.round();
        bench.diaryFails = null;

        assertThat(bench.alarms).containsExactly("the journal of results: injected");

        assertThat(bench.queue.reports(Report.Finish.class)).hasSize(1);
        assertThat(bench.slots.leases()).isEmpty();
    }

    @Test
    void slotOfATaskThatMeetsAnErrorKeepsItsLeaseAndNobodyWaitsForIt() throws Exception {
        Bench bench = new Bench(logs, new FakeQueue(FakeQueue.stage("s", 0, 1, WALLTIME)).with("s", 1));
        bench.source = Broken::new;
        bench.heart.runOnce();
        bench.round();
        bench.work();

        assertThat(bench.alarms).containsExactly("the slot of a task: injected");
        assertThat(bench.slots.look().running()).isZero();
        assertThat(bench.slots.leases())
                .as("it may still run: nobody else must begin it")
                .hasSize(1);
    }

    @Test
    void answersThatNobodyUnderstandsAreNotAskedForWithoutEnd() throws Exception {
        Bench bench = new Bench(logs, new FakeQueue(FakeQueue.stage("s", 0, 1, WALLTIME)).with("s", 4));
        bench.heart.runOnce();
        bench.round();
        bench.queue.exchangeFails = new IllegalStateException("not JSON");
        bench.turns.remove(0).run();
        Leaving why = null;
        for (int i = 0; i < 200 && bench.loop.leaving() == null; i++) {
            bench.pass(Duration.ofSeconds(5));
            bench.heart.runOnce();
            why = bench.round();
        }
        assertThat(why).as("the other task goes on").isNull();
        assertThat(bench.loop.leaving()).isEqualTo(Leaving.BROKEN);

        bench.queue.exchangeFails = null;
        bench.pass(Duration.ofSeconds(5));
        bench.work();
        while (why == null) {
            why = bench.round();
        }
        assertThat(why).isEqualTo(Leaving.BROKEN);
        nothingIsLostAndNothingTwice(bench);
    }

    /** Each task is on the queue, or was told of once, or is leased: then it lapses and runs again. */
    private static void nothingIsLostAndNothingTwice(Bench bench) {
        List<Report> reports = bench.queue.reports;
        Set<Long> ended = new HashSet<>();
        for (Report report : reports) {
            if (report instanceof Report.Finish) {
                assertThat(ended.add(report.lease().token())).as("told twice").isTrue();
            }
        }
        Set<Long> there = new HashSet<>(ended);
        there.addAll(bench.queue.pending());
        bench.slots.leases().forEach(lease -> there.add(lease.token()));
        assertThat(there).as("each task").hasSize((int) bench.queue.pushed());
        assertThat(bench.slots.leases()).allMatch(lease -> !ended.contains(lease.token()));
    }

    /** As the agent puts it together. */
    private CompletableFuture<Leaving> start(Bench bench) {
        bench.alarm = supervisor;
        supervisor.begin(
                "supervisor",
                () -> supervisor.watch(Duration.ofMinutes(1), new Supervisor.Response() {
                    @Override
                    public void leave() {
                        bench.slots.stop(Leaving.BROKEN);
                    }

                    @Override
                    public void tell(String part, Throwable cause) {
                        bench.diary.warn(part + " failed: " + cause);
                    }

                    @Override
                    public void halt() {
                        bench.diary.warn("halted");
                    }
                }));
        supervisor.begin("heart", bench.heart::run);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return bench.loop.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        bench.heart.stop();
                        supervisor.awaitTold();
                        supervisor.left();
                    }
                },
                threads);
    }

    /** A task whose run meets what no task can foresee. */
    private record Broken(Lease lease, Space space, long deadline) implements Task {
        @Override
        public Attempt run() {
            throw injected();
        }

        @Override
        public void stop(Outcome why) {}
    }
}
