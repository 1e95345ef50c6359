package org.musterhpc.agent.claim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.claim.Slots.Turn;
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
    private final Contact contact;
    private final Alarm alarm;

    private final Waiting waiting = new Waiting();
    private final Slots slots;
    private final Map<Slots.Key, Lease> leases = new HashMap<>();
    private final Pace pace = new Pace();
    private @Nullable Leaving called;
    private boolean stopping;
    private boolean rung;
    private long changes;

    /**
     * What it works with.
     *
     * @param threads runs each task on a thread of its own
     * @param nanos the monotonic clock
     * @param outbox where reports go
     * @param contact with Redis
     * @param alarm is told what goes wrong here
     */
    public record Means(
            Executor threads, LongSupplier nanos, Health health, Outbox outbox, Contact contact, Alarm alarm) {}

    public Desk(Room room, Campaign campaign, Task.Source source, Means means) {
        this.room = room;
        this.campaign = campaign;
        this.source = source;
        this.threads = means.threads();
        this.nanos = means.nanos();
        this.health = means.health();
        this.outbox = means.outbox();
        this.contact = means.contact();
        this.alarm = means.alarm();
        this.slots = new Slots(room);
    }

    synchronized Look look() {
        return new Look(
                slots.free(),
                waiting.count(room.total()),
                slots.running(),
                outbox.size(),
                outbox.firstAt(),
                slots.alone() || (slots.running() == 0 && waiting.anyAlone()),
                called,
                stopping,
                changes);
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
                leases.put(Slots.Key.of(held.lease()), held.lease());
            }
        }
        while (true) {
            Turn turn = nextTurn();
            if (turn == null) {
                return;
            }
            try {
                threads.execute(() -> work(turn));
            } catch (Throwable e) {
                // No thread is to be had. It has not begun, so it goes back as it came.
                abandon(turn);
                giveBack(turn.held().lease());
                throw e;
            }
        }
    }

    /** A slot's thread: one task after the other, so that the next begins without waiting for anybody. */
    private void work(Turn first) {
        Turn turn = first;
        try {
            while (turn != null) {
                ended(turn, turn.task().run());
                turn = nextTurn();
            }
        } catch (Throwable e) {
            alarm.failed("the slot of a task", e);
            abandon(Objects.requireNonNull(turn));
        }
    }

    /**
     * Nobody knows any more how this one ends. Its lease is kept as long as this agent is there, which may still run it,
     * and lapses after that: as lost, which is counted, since the task may be the cause.
     */
    private synchronized void abandon(Turn turn) {
        if (slots.abandoned(turn)) {
            changed();
        }
    }

    private synchronized @Nullable Turn nextTurn() {
        if (called != null || slots.alone() || health.sick() || !contact.leased()) {
            return null;
        }
        Held next = waiting.take(slots.free());
        return next != null ? begin(next) : slots.running() == 0 ? nextAlone() : null;
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
        return begin(held);
    }

    private Turn begin(Held held) {
        // The walltime is the attempt's own: what it waited here is not taken from it.
        long deadline = nanos.getAsLong() + held.lease().walltime().toNanos();
        return slots.begin(held, source.prepare(held.lease(), slots.next(), deadline));
    }

    private void giveBackAllThatWaits() {
        waiting.takeAll(held -> true).forEach(held -> giveBack(held.lease()));
    }

    private void ended(Turn turn, Attempt attempt) {
        Lease lease = turn.held().lease();
        Optional<Report> report = RetryPolicy.decide(campaign.stage(lease.stage()), lease, attempt);
        try {
            report.ifPresent(outbox::note);
        } finally {
            // Whatever is wrong with the journal, Redis is to hear of it.
            ended(turn, attempt, report);
        }
        outbox.keep();
    }

    private synchronized void ended(Turn turn, Attempt attempt, Optional<Report> report) {
        report.ifPresent(outbox::put);
        leases.remove(turn.key());
        slots.ended(turn);
        if (attempt.outcome() != Outcome.START_FAILED && attempt.outcome() != Outcome.SETUP) {
            // What fails at once is not a short task: a broken node must not claim ahead.
            pace.taskTook(attempt.usage().wallS());
        }
        health.ended(attempt);
        changed();
    }

    private void changed() {
        changes++;
        notifyAll();
    }

    /** Where reports wait for Redis. */
    Outbox outbox() {
        return outbox;
    }

    /** Whether Redis takes what we say. */
    Contact contact() {
        return contact;
    }

    Alarm alarm() {
        return alarm;
    }

    /** These are another's by now, or nobody's: what runs is ended and not reported. */
    synchronized void lost(List<Lease> gone) {
        for (Lease lease : gone) {
            Slots.Key key = Slots.Key.of(lease);
            leases.remove(key);
            waiting.takeAll(held -> Slots.Key.of(held.lease()).equals(key));
            Task task = slots.task(key);
            if (task != null) {
                task.stop(Outcome.CANCELLED);
            }
        }
        changed();
    }

    /** Gives back what was claimed ahead, or must run alone, and could not begin for so long. */
    synchronized void giveBackOlderThan(long age) {
        long now = nanos.getAsLong();
        if (!waiting.anyBefore(now - age)) {
            return; // each end of a task leads here
        }
        List<Held> old = waiting.takeAll(held -> now - held.claimed() > age);
        old.forEach(held -> giveBack(held.lease()));
        if (!old.stream().allMatch(Held::alone)) {
            pace.stuck();
        }
    }

    /** Hands a task in that was not begun, as it was claimed. */
    synchronized void giveBack(Lease lease) {
        leases.remove(Slots.Key.of(lease));
        outbox.put(new Report.GiveBack(lease, lease.message()));
    }

    /** Begins nothing any more and gives back what waits; what runs goes on. */
    public synchronized void close(Leaving why) {
        if (called == null || why.goesBefore(called)) {
            called = why;
        }
        changed();
        giveBackAllThatWaits();
    }

    /** As {@link #close}, and ends what runs as preempted. */
    public synchronized void stop(Leaving why) {
        stopping = true;
        slots.stopAll(why);
        close(why);
    }

    /**
     * The same where the scheduler said why. What is a task's own doing falls on it only where it ran alone: of several
     * nobody knows which it was; they are lost, and run alone when they were lost often.
     */
    public synchronized void stop(Leaving why, Outcome outcome, String reason) {
        slots.stopAll(outcome, reason);
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

    /** Waits until there is news since a look, somebody rings, or the time is over. Says whether it rang. */
    synchronized boolean await(Look since, long most) throws InterruptedException {
        if (most > 0 && !rung && changes == since.changes()) {
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
