package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Room;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.testkit.Ceiling;

/**
 * The claiming thread with a queue in memory, and tasks that end when the test says so. Its time stands still but where a
 * test lets it pass: whatever the machine is busy with, nothing has waited for too long.
 */
class ClaimLoopTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration STEP = Duration.ofMillis(5);

    private final AtomicLong nanos = new AtomicLong(1_000_000_000);
    private final Stay briefly = stay(new Allotment(null, null, nanos::get));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final PlayedTasks tasks = new PlayedTasks();
    private final List<PlayedTasks.Played> begun = tasks.begun;
    private final StringWriter diary = new StringWriter();
    private Slots slots;

    @TempDir
    private Path logs;

    private Path folder;

    @BeforeEach
    void setUp() throws IOException {
        folder = Files.createDirectory(logs.resolve("me"));
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        // What a slot begins after it was interrupted ends, too.
        tasks.atOnce = Outcome.CANCELLED;
        threads.shutdownNow();
        // They write into the folder that goes now.
        assertThat(threads.awaitTermination(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private Leaving ended(CompletableFuture<Leaving> end) throws Exception {
        pass(STEP, end::isDone);
        return end.get();
    }

    /** Lets time go by, so much at each look, until that is so. */
    private void pass(Duration step, Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO).pollInterval(step).until(() -> {
            boolean now = condition.call();
            nanos.addAndGet(now ? 0 : step.toNanos());
            return now;
        });
    }

    /** Until tasks that end by themselves are all reported: no time passes while they wait for a thread. */
    private static <T extends Report> void awaitReports(FakeQueue queue, Class<T> kind, int tasks) {
        await().until(() -> queue.reports(kind).size() == tasks);
    }

    @Test
    void everyTaskIsRunAndReportedOnce() throws Exception {
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 5_000);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(4), briefly);

        awaitReports(queue, Report.Finish.class, 5_000);
        assertThat(ended(end)).isEqualTo(Leaving.EMPTY);

        assertThat(queue.reports).hasSize(5_000);
        assertThat(queue.reports.stream().map(report -> report.lease().token()).distinct())
                .hasSize(5_000);
        // Tasks of no length are claimed many at a time; one by one would be 5,000 exchanges.
        assertThat(queue.wants.size()).isLessThan(2_500);
    }

    @Test
    void longTasksAreNotClaimedAhead() throws Exception {
        tasks.atOnce = null;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 100);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(3), briefly);

        await().until(() -> begun.size() == 3);
        assertThat(slots.look().ready()).isZero();
        begun.get(0).end(Outcome.OK);
        pass(STEP, () -> begun.size() == 4);
        assertThat(slots.leases()).hasSize(3);
        assertThat(end).isNotDone();
    }

    @Test
    void higherPriorityComesFirstAndAmongEqualsTheLaterStage() throws Exception {
        FakeQueue queue = new FakeQueue(
                        FakeQueue.stage("early", 0, 1, LONG),
                        FakeQueue.stage("late", 0, 1, LONG),
                        FakeQueue.stage("urgent", 1, 1, LONG))
                .with("early", 2)
                .with("late", 2)
                .with("urgent", 2);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(1), briefly);

        awaitReports(queue, Report.Finish.class, 6);
        assertThat(ended(end)).isEqualTo(Leaving.EMPTY);

        assertThat(begun.stream().map(task -> task.lease.stage()))
                .containsExactly("urgent", "urgent", "late", "late", "early", "early");
    }

    @Test
    void taskTakesAsManyProcessorsAsItsStageSays() throws Exception {
        tasks.atOnce = null;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("wide", 1, 3, LONG), FakeQueue.stage("thin", 0, 1, LONG))
                .with("wide", 2)
                .with("thin", 5);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(4), briefly);

        await().until(() -> begun.size() == 2);
        assertThat(begun.stream().map(task -> task.lease.stage())).containsExactlyInAnyOrder("wide", "thin");
        assertThat(slots.look().free().cpus()).isZero();
        assertThat(end).isNotDone();
    }

    @Test
    void reportsWaitWhileRedisIsAwayAndNothingIsLostNorRunAgain() throws Exception {
        tasks.atOnce = null;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 2);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(2), briefly);
        await().until(() -> begun.size() == 2);

        queue.away = true;
        begun.forEach(task -> task.end(Outcome.OK));
        pass(STEP, () -> diary.toString().contains("Redis does not answer"));
        assertThat(end).isNotDone();
        Path spool = logs.resolve(".spool/me");
        pass(STEP, () -> Files.exists(spool) && Files.readAllLines(spool).size() == 3);
        queue.away = false;

        assertThat(ended(end)).isEqualTo(Leaving.EMPTY);
        assertThat(spool).doesNotExist();
        assertThat(Files.readAllLines(folder.resolve("results.jsonl"))).hasSize(3);
        assertThat(queue.reports(Report.Finish.class)).hasSize(2);
        assertThat(begun).hasSize(2);
    }

    @Test
    void whatIsClaimedBesideReportsThatAreRefusedIsRunAndTheReportsAreHandedInAgain() throws Exception {
        tasks.atOnce = null;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 4);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(2), briefly);
        await().until(() -> begun.size() == 2);

        queue.full = true;
        begun.get(0).end(Outcome.OK);
        pass(STEP, () -> begun.size() == 3);
        pass(STEP, () -> diary.toString().contains("reports are kept: full"));
        assertThat(queue.reports).isEmpty();
        Path spool = logs.resolve(".spool/me");
        pass(STEP, () -> Files.exists(spool) && Files.readAllLines(spool).size() == 2);
        queue.full = false;
        pass(STEP, () -> queue.reports(Report.class).size() == 1);
        pass(STEP, () -> diary.toString().contains("Redis answers again"));
        begun.get(1).end(Outcome.OK);
        begun.get(2).end(Outcome.OK);
        pass(STEP, () -> begun.size() == 4);
        begun.get(3).end(Outcome.OK);

        assertThat(ended(end)).isEqualTo(Leaving.EMPTY);
        assertThat(spool).doesNotExist();
        assertThat(queue.reports.stream().map(report -> report.lease().token()).distinct())
                .hasSize(4);
        assertThat(begun).hasSize(4);
    }

    @Test
    void toldToStopItEndsWhatRunsAsPreempted() throws Exception {
        tasks.atOnce = null;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 9);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(2), briefly);
        await().until(() -> begun.size() == 2);

        slots.stop(Leaving.STOPPED);

        assertThat(ended(end)).isEqualTo(Leaving.STOPPED);
        assertThat(queue.reports(Report.Retry.class)).hasSize(2).allSatisfy(retry -> {
            assertThat(retry.attempt().outcome()).isEqualTo(Outcome.PREEMPTED);
            assertThat(retry.delay()).isZero();
            assertThat(retry.next().tries().failures()).isZero();
        });
    }

    @Test
    void warnedItClaimsNothingMoreAndLetsWhatRunsEnd() throws Exception {
        tasks.atOnce = null;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 9);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(2), briefly);
        await().until(() -> begun.size() == 2);

        slots.close(Leaving.WARNED);
        pass(STEP, () -> diary.toString().contains("is to leave (it was warned that the allocation ends)"));
        assertThat(slots.look().running()).isEqualTo(2);
        begun.get(0).end(Outcome.OK);
        pass(STEP, () -> queue.reports(Report.Finish.class).size() == 1);
        assertThat(end).isNotDone();
        slots.stop(Leaving.NO_TIME);

        assertThat(ended(end)).isEqualTo(Leaving.WARNED);
        assertThat(begun).hasSize(2);
        assertThat(queue.reports(Report.Retry.class))
                .singleElement()
                .satisfies(retry -> assertThat(retry.attempt().outcome()).isEqualTo(Outcome.PREEMPTED));
    }

    @Test
    void orderToStopGoesBeforeAWarning() throws Exception {
        tasks.atOnce = null;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 1);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(1), briefly);
        await().until(() -> begun.size() == 1);

        slots.close(Leaving.WARNED);
        slots.stop(Leaving.STOPPED);

        assertThat(ended(end)).isEqualTo(Leaving.STOPPED);
    }

    @Test
    void queueIsToldWhatTheAllocationOffersAndAskedEverMoreSeldom() throws Exception {
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG));
        Allotment hour = new Allotment(Duration.ofHours(1), 1L << 30, nanos::get);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(1), stay(hour));
        await().until(() -> queue.asked() == 1);

        pass(Duration.ofMillis(1), end::isDone);

        assertThat(ended(end)).isEqualTo(Leaving.EMPTY);
        assertThat(queue.wants.size()).isBetween(2, 20);
        assertThat(queue.wants)
                .allSatisfy(wants -> assertThat(wants).allSatisfy(want -> {
                    assertThat(want.offer().memory()).isEqualTo(1L << 30);
                    assertThat(want.offer().rest()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
                }));
    }

    @Test
    void lostTaskIsEndedAndNotReported() throws Exception {
        tasks.atOnce = null;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 1);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(1), briefly);
        await().until(() -> begun.size() == 1);

        slots.lost(slots.leases());

        assertThat(ended(end)).isEqualTo(Leaving.EMPTY);
        assertThat(queue.reports).isEmpty();
    }

    @Test
    void stageWhoseTasksNeedMoreThanTheRestIsLeftAlone() throws Exception {
        FakeQueue queue = new FakeQueue(
                        FakeQueue.stage("long", 1, 1, LONG), FakeQueue.stage("short", 0, 1, Duration.ofSeconds(5)))
                .with("long", 1)
                .with("short", 3);

        Stay stay = stay(new Allotment(Duration.ofMinutes(1), null, nanos::get));
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(1), stay);
        awaitReports(queue, Report.Finish.class, 3);
        assertThat(ended(end)).isEqualTo(Leaving.EMPTY);

        assertThat(begun).hasSize(3);
        assertThat(queue.wants)
                .allSatisfy(wants ->
                        assertThat(wants).noneMatch(want -> want.stage().equals("long")));
    }

    @Test
    void nodeThatStartsNothingStopsClaiming() throws Exception {
        tasks.atOnce = Outcome.START_FAILED;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 100);

        assertThat(ended(start(queue, FakeQueue.cpus(2), briefly))).isEqualTo(Leaving.SICK);

        assertThat(begun.size()).isBetween(10, 12);
        assertThat(queue.reports.size()).isGreaterThanOrEqualTo(begun.size());
    }

    @Test
    void tasksThatFailByTheirOwnDoingSayNothingAgainstTheNode() throws Exception {
        tasks.atOnce = Outcome.EXIT;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG)).with("s", 100);

        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(2), briefly);
        awaitReports(queue, Report.Bury.class, 100);
        assertThat(ended(end)).isEqualTo(Leaving.EMPTY);
    }

    @Test
    void whatItsAgentsMayHaveDiedOfRunsWithNothingBesideIt() throws Exception {
        tasks.atOnce = null;
        int losses = RetrySettings.DEFAULT.maxLosses() / 2;
        FakeQueue queue = new FakeQueue(FakeQueue.stage("s", 0, 1, LONG))
                .with("s", 2, new Message.Tries(losses, 0, losses))
                .with("s", 2);
        CompletableFuture<Leaving> end = start(queue, FakeQueue.cpus(3), briefly);

        await().until(() -> begun.size() == 2);
        assertThat(begun).allMatch(task -> losses(task) == 0);
        begun.get(0).end(Outcome.OK);
        pass(STEP, () -> queue.reports(Report.Finish.class).size() == 1);
        queue.with("s", 1);
        pass(STEP, () -> begun.size() == 3);
        assertThat(losses(begun.get(2))).as("the others need not wait for it").isZero();

        begun.get(1).end(Outcome.OK);
        begun.get(2).end(Outcome.OK);
        pass(STEP, () -> begun.size() == 4);
        assertThat(losses(begun.get(3))).isEqualTo(losses);
        // What a claim brings that was under way goes back.
        pass(STEP, () -> slots.leases().size() == 1);
        assertThat(queue.reports(Report.Finish.class)).as("and all is told").hasSize(3);
        queue.with("s", 1);
        begun.get(3).end(Outcome.OK);
        pass(STEP, () -> begun.size() == 5);
        begun.get(4).end(Outcome.OK);
        pass(STEP, () -> begun.size() == 6);
        begun.get(5).end(Outcome.OK);

        assertThat(ended(end)).isEqualTo(Leaving.EMPTY);
        assertThat(queue.reports(Report.Finish.class)).hasSize(6);
    }

    private static int losses(PlayedTasks.Played task) {
        return task.lease.message().tries().losses();
    }

    private static Stay stay(Allotment allotment) {
        return new Stay(Duration.ofMillis(200), LONG, false, null, allotment, () -> false);
    }

    private CompletableFuture<Leaving> start(FakeQueue queue, Capacity capacity, Stay stay) {
        RedisClock clock = new RedisClock(nanos::get, Instant.EPOCH);
        Health health = new Health();
        Diary notes = new Diary(diary, clock);
        Outbox outbox = FakeQueue.outbox(folder, queue.campaign(), notes, nanos::get);
        Contact contact = new Contact(LONG, nanos::get);
        contact.accepted(nanos.get());
        Alarm alarm = (part, cause) -> notes.warn(part + " failed: " + cause);
        slots = new Slots(
                capacity,
                Room.of(capacity.total()),
                queue.campaign(),
                tasks,
                new Slots.Means(threads, nanos::get, health, outbox, contact, alarm));
        ClaimLoop loop =
                new ClaimLoop(queue, slots, stay, new ClaimLoop.Signs(clock, new BellListener(queue, slots)), notes);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return loop.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }
}
