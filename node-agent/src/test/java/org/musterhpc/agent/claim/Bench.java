package org.musterhpc.agent.claim;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.keep.Results;
import org.musterhpc.agent.keep.Spool;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.agent.room.Room;
import org.musterhpc.agent.task.Space;
import org.musterhpc.agent.task.Task;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;

/** An agent's insides without a thread: its clock is driven by hand, and slots are worked when the test says so. */
final class Bench {
    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration LINGER = Duration.ofSeconds(20);
    static final Duration PATIENCE = Duration.ofHours(1);
    static final AgentInfo ME = new AgentInfo("me", "local", "h", 1, "", 2, LEASE);

    final AtomicLong nanos = new AtomicLong(1_000_000_000);
    /** Thrown by each attempt to write to the diary while it is there. */
    volatile Error diaryFails;

    final StringWriter said = new StringWriter() {
        @Override
        public void write(String text) {
            if (diaryFails != null) {
                throw diaryFails;
            }
            super.write(text);
        }
    };
    final List<String> alarms = Collections.synchronizedList(new ArrayList<>());
    /** Slots that have begun and have not been worked. */
    final List<Runnable> turns = new ArrayList<>();
    /** What the tasks do; to be replaced by what fails. */
    volatile Task.Source source = Ended::new;

    volatile Executor threads = turns::add;
    volatile Alarm alarm = (part, cause) -> {};
    final AtomicInteger begun = new AtomicInteger();
    volatile boolean oversized;

    final FakeQueue queue;
    final Results results;
    final Spool spool;
    final Outbox outbox;
    final Contact contact;
    final Slots slots;
    final Heart heart;
    final ClaimLoop loop;
    final RedisClock clock = new RedisClock(nanos::get, Instant.EPOCH);
    final Diary diary;
    final Path folder;

    Bench(Path logs, FakeQueue queue) {
        this(logs, queue, FakeQueue.cpus(2));
    }

    Bench(Path logs, FakeQueue queue, Capacity capacity) {
        this.queue = queue;
        diary = new Diary(said, clock);
        try {
            folder = Files.createDirectories(logs.resolve("me"));
            results = Results.open(folder, queue.campaign(), diary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        spool = new Spool(folder, queue.campaign(), diary);
        outbox = new Outbox(results, spool, nanos::get);
        contact = new Contact(LEASE, nanos::get);
        slots = new Slots(
                capacity,
                Room.of(capacity.total()),
                queue.campaign(),
                this::prepare,
                new Slots.Means(work -> threads.execute(work), nanos::get, new Health(), outbox, contact, this::alarm));
        heart = new Heart(queue, ME, LEASE.dividedBy(3), slots, clock, diary);
        Stay stay = new Stay(LINGER, PATIENCE, false, null, new Allotment(null, null, nanos::get), () -> oversized);
        loop = new ClaimLoop(queue, slots, stay, new ClaimLoop.Signs(clock, new BellListener(queue, slots)), diary);
    }

    private Task prepare(Lease lease, Space space, long deadline) {
        Task task = source.prepare(lease, space, deadline);
        begun.incrementAndGet();
        return task;
    }

    /** One more task, as if it had been claimed. */
    ClaimedTask another() {
        Lease lease = queue.with("s", 1).take("s");
        return new ClaimedTask(lease, new Resources(1, 0), nanos.get(), false);
    }

    private void alarm(String part, Throwable cause) {
        alarms.add(part + ": " + cause.getMessage());
        alarm.failed(part, cause);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Works each slot that has begun, on this thread. */
    void work() {
        while (!turns.isEmpty()) {
            turns.remove(0).run();
        }
    }

    /** One round of the claiming thread that has nothing to wait for. */
    Leaving round() throws InterruptedException {
        slots.ring();
        Leaving first = loop.runOnce();
        return first != null ? first : loop.runOnce();
    }

    List<Path> spools() {
        try (var all = Files.walk(folder.resolveSibling(".spool"))) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    /** A task that has ended well as soon as it is run. */
    record Ended(Lease lease, Space space, long deadline) implements Task {
        @Override
        public Attempt run() {
            return attempt(lease, Outcome.OK);
        }

        @Override
        public void stop(Outcome why) {}
    }

    static Attempt attempt(Lease lease, Outcome outcome) {
        return FakeQueue.attempt(lease, outcome, 60);
    }
}
