package org.musterhpc.agent.claim;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.Task;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.RetryPolicy;

/**
 * What this agent holds: tasks that wait here, tasks that run, reports that Redis has not yet taken. All threads meet
 * here, under one lock that is never held during a wait for a process or for Redis.
 */
public final class Desk {
    private final Room room;
    private final Campaign campaign;
    private final Task.Source source;
    private final Executor threads;
    private final LongSupplier nanos;
    private final Health health;
    private final Outbox outbox;

    private final Waiting waiting = new Waiting();
    private final Map<Key, Task> running = new HashMap<>();
    private final Map<Key, Lease> leases = new HashMap<>();
    private final BitSet slots = new BitSet();
    private final Pace pace = new Pace();
    private int free;
    private boolean alone;
    private @Nullable Leaving called;
    private boolean stopping;
    private boolean rung;

    private record Key(String stage, long token) {
        static Key of(Lease lease) {
            return new Key(lease.stage(), lease.token());
        }
    }

    /**
     * What the claiming thread needs to know, at one moment.
     *
     * @param ready what waits here for the room that is free
     * @param alone whether a task runs, or is about to, beside which nothing may be held
     * @param called why nothing is begun any more, if somebody said so
     * @param stopping whether what runs was told to end, too
     */
    record Look(
            int free,
            int ready,
            int running,
            int reports,
            long firstReport,
            boolean alone,
            @Nullable Leaving called,
            boolean stopping) {
        boolean idle() {
            return ready == 0 && running == 0 && !alone;
        }
    }

    private record Turn(Held held, Task task, int slot) {}

    /**
     * What it works with.
     *
     * @param threads runs each task on a thread of its own
     * @param nanos the monotonic clock
     * @param outbox where reports go
     */
    public record Means(Executor threads, LongSupplier nanos, Health health, Outbox outbox) {}

    public Desk(Room room, Campaign campaign, Task.Source source, Means means) {
        this.room = room;
        this.campaign = campaign;
        this.source = source;
        this.threads = means.threads();
        this.nanos = means.nanos();
        this.health = means.health();
        this.outbox = means.outbox();
        this.free = room.total();
    }

    synchronized Look look() {
        return new Look(
                free,
                waiting.count(room.total()),
                running.size(),
                outbox.size(),
                outbox.firstAt(),
                alone || (running.isEmpty() && waiting.anyAlone()),
                called,
                stopping);
    }

    /** All leases that a heartbeat must prolong. */
    synchronized List<Lease> leases() {
        return List.copyOf(leases.values());
    }

    /** Takes claimed tasks; each begins as soon as there is room. */
    void arrived(List<Held> claimed) {
        synchronized (this) {
            for (Held held : claimed) {
                waiting.add(held);
                leases.put(Key.of(held.lease()), held.lease());
            }
        }
        while (true) {
            Turn turn = nextTurn();
            if (turn == null) {
                return;
            }
            threads.execute(() -> work(turn));
        }
    }

    /** A slot's thread: one task after the other, so that the next begins without waiting for anybody. */
    private void work(Turn first) {
        Turn turn = first;
        while (turn != null) {
            Attempt attempt = turn.task().run();
            ended(turn, attempt);
            turn = nextTurn();
        }
    }

    private synchronized @Nullable Turn nextTurn() {
        if (called != null || alone || health.sick()) {
            return null;
        }
        Held next = waiting.take(free);
        if (next != null) {
            return begin(next);
        }
        return running.isEmpty() ? nextAlone() : null;
    }

    /**
     * What its agents may have died of: begun when nothing runs, nothing else is held, and Redis has heard of all that ran
     * before. Until then it waits, or goes back to the queue as everything does that waits for long.
     */
    private @Nullable Turn nextAlone() {
        Held held = waiting.takeAlone();
        if (held == null) {
            return null;
        }
        giveBackAllThatWaits();
        if (outbox.size() > 0) {
            waiting.add(held);
            return null;
        }
        alone = true;
        return begin(held);
    }

    private Turn begin(Held held) {
        free -= held.cost();
        int slot = slots.nextClearBit(0);
        slots.set(slot);
        // The walltime is the attempt's own: what it waited here is not taken from it.
        long deadline = nanos.getAsLong() + held.lease().walltime().toNanos();
        Task task = source.prepare(held.lease(), slot, deadline);
        running.put(Key.of(held.lease()), task);
        return new Turn(held, task, slot);
    }

    private void giveBackAllThatWaits() {
        waiting.takeAll(held -> true).forEach(held -> giveBack(held.lease()));
    }

    private void ended(Turn turn, Attempt attempt) {
        Lease lease = turn.held().lease();
        Optional<Report> report = RetryPolicy.decide(campaign.stage(lease.stage()), lease, attempt);
        report.ifPresent(outbox::note);
        ended(turn, attempt, report);
        outbox.keep();
    }

    private synchronized void ended(Turn turn, Attempt attempt, Optional<Report> report) {
        Lease lease = turn.held().lease();
        running.remove(Key.of(lease));
        leases.remove(Key.of(lease));
        slots.clear(turn.slot());
        free += turn.held().cost();
        alone = alone && !turn.held().alone();
        if (attempt.outcome() != Outcome.START_FAILED && attempt.outcome() != Outcome.SETUP) {
            // What fails at once is not a short task: a broken node must not claim ahead.
            pace.taskTook(attempt.usage().wallS());
        }
        health.ended(attempt);
        report.ifPresent(outbox::put);
        notifyAll();
    }

    /** Where reports wait for Redis. */
    Outbox outbox() {
        return outbox;
    }

    /** These are another's by now, or nobody's: what runs is ended and not reported. */
    synchronized void lost(List<Lease> gone) {
        for (Lease lease : gone) {
            Key key = Key.of(lease);
            leases.remove(key);
            waiting.takeAll(held -> Key.of(held.lease()).equals(key));
            Task task = running.get(key);
            if (task != null) {
                task.stop(Outcome.CANCELLED);
            }
        }
        notifyAll();
    }

    /** Gives back what was claimed ahead, or must run alone, and could not begin for so long. */
    synchronized void giveBackOlderThan(long age) {
        long now = nanos.getAsLong();
        List<Held> old = waiting.takeAll(held -> now - held.claimed() > age);
        old.forEach(held -> giveBack(held.lease()));
        if (!old.stream().allMatch(Held::alone)) {
            pace.stuck();
        }
    }

    /** Hands a task in that was not begun, as it was claimed. */
    synchronized void giveBack(Lease lease) {
        leases.remove(Key.of(lease));
        outbox.put(new Report.GiveBack(lease, lease.message()));
    }

    /** Begins nothing any more and gives back what waits; what runs goes on. */
    public synchronized void close(Leaving why) {
        // An order goes before whatever was known of the allocation.
        if (called == null || why == Leaving.STOPPED) {
            called = why;
        }
        giveBackAllThatWaits();
        notifyAll();
    }

    /** As {@link #close}, and ends what runs as preempted. */
    public synchronized void stop(Leaving why) {
        close(why);
        stopping = true;
        running.values().forEach(task -> task.stop(Outcome.PREEMPTED));
    }

    /**
     * The same where the scheduler said why. What is a task's own doing falls on it only where it ran alone: of several
     * nobody knows which it was; they are lost, and run alone when they were lost often.
     */
    public synchronized void stop(Leaving why, Outcome outcome, String reason) {
        boolean whose = outcome.blame() == Outcome.Blame.INFRASTRUCTURE || running.size() == 1;
        running.values().forEach(task -> task.stop(whose ? outcome : Outcome.PREEMPTED, reason));
        stop(why);
    }

    synchronized void roundTripTook(double seconds) {
        pace.roundTripTook(seconds);
    }

    synchronized int ahead(int cost) {
        return pace.ahead(Math.max(1, room.total() / cost));
    }

    /** Ends a wait: something is worth a look. */
    public synchronized void ring() {
        rung = true;
        notifyAll();
    }

    /** Waits until a task ends, somebody rings, or the time is over; returns at once where it rang before. Says if so. */
    synchronized boolean await(long most) throws InterruptedException {
        if (most > 0 && !rung) {
            TimeUnit.NANOSECONDS.timedWait(this, most);
        }
        boolean was = rung;
        rung = false;
        return was;
    }

    public Room room() {
        return room;
    }
}
