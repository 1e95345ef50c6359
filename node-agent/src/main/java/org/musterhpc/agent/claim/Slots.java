package org.musterhpc.agent.claim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.claim.RunningTasks.LeaseKey;
import org.musterhpc.agent.claim.RunningTasks.Turn;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.agent.room.Room;
import org.musterhpc.agent.task.Task;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.policy.RetryPolicy;

/**
 * What this agent holds: tasks that wait here and tasks that run. All threads meet here, under one lock that is never held
 * during a wait for a process or for Redis.
 */
public final class Slots {
    private final Capacity capacity;
    private volatile Campaign campaign;
    private final Task.Source source;
    private final Means means;
    private final Backlog backlog = new Backlog();
    private final RunningTasks running;
    private final Map<LeaseKey, Lease> leases = new HashMap<>();
    private final Prefetch prefetch = new Prefetch();
    private @Nullable Leaving called;
    private boolean stopping;
    private final Wakeup wakeup = new Wakeup();

    /**
     * @param threads runs each task, and what is to be under way beside others, on a thread of its own
     * @param nanos the monotonic clock
     * @param outbox where reports go
     */
    public record Means(
            Executor threads, LongSupplier nanos, Health health, Outbox outbox, Contact contact, Alarm alarm) {}

    /** @param room out of which tasks are begun; other campaigns' may be in it, too */
    public Slots(Capacity capacity, Room room, Campaign campaign, Task.Source source, Means means) {
        this.capacity = capacity;
        this.campaign = campaign;
        this.source = source;
        this.means = means;
        this.running = new RunningTasks(room);
    }

    /** What ends from now on is judged by this edition. */
    void take(Campaign changed) {
        campaign = changed;
    }

    synchronized Look look() {
        long news = wakeup.news();
        int ready = backlog.count(running.most());
        boolean due = backlog.anyDue(now());
        return new Look(
                due || ready >= running.most() ? Resources.NONE : running.free(),
                ready,
                due ? 0 : prefetch.ahead(running.most()),
                running.count(),
                outbox().size(),
                outbox().firstAt(),
                running.alone() || (running.count() == 0 && backlog.anyAlone()),
                called,
                stopping,
                news);
    }

    /** All leases that a heartbeat must prolong. */
    synchronized List<Lease> leases() {
        return List.copyOf(leases.values());
    }

    /** Takes claimed tasks; each begins as soon as there is room. */
    void arrived(List<ClaimedTask> claimed) {
        synchronized (this) {
            for (ClaimedTask task : claimed) {
                backlog.add(task);
                leases.put(LeaseKey.of(task.lease()), task.lease());
            }
        }
        beginOthers();
    }

    /** Begins what there is room for, each on a thread of its own. */
    void beginOthers() {
        for (Turn turn = nextTurn(); turn != null; turn = nextTurn()) {
            Turn begun = turn;
            try {
                means.threads().execute(() -> work(begun));
            } catch (Throwable e) {
                // No thread is to be had. It has not begun, so it goes back as it came.
                abandon(begun);
                giveBack(begun.lease());
                throw e;
            }
        }
    }

    /** A slot's thread: one task after the other, so that the next begins without waiting for anybody. */
    private void work(Turn first) {
        Turn turn = first;
        while (turn != null) {
            try {
                turn = ended(turn, turn.task().run());
            } catch (Throwable e) {
                means.alarm().failed("the slot of a task", e);
                abandon(turn);
                return;
            }
            try {
                beginOthers();
            } catch (Throwable e) {
                means.alarm().failed("the start of a slot", e);
            }
        }
    }

    /**
     * Nobody knows any more how this one ends. Its lease is kept as long as this agent is there, which may still run it,
     * and lapses after that: as lost, which is counted, since the task may be the cause.
     */
    private synchronized void abandon(Turn turn) {
        if (running.abandoned(turn)) {
            wakeup.changed();
        }
    }

    private synchronized @Nullable Turn nextTurn() {
        boolean well = !means.health().sick() && contact().leased();
        boolean may = well && called == null && !running.alone();
        ClaimedTask next = may ? backlog.take(running.free(), now()) : null;
        return next != null ? begin(next) : may && backlog.anyAlone() && running.cleared() ? nextAlone() : null;
    }

    /**
     * What its agents may have died of: begun when nothing runs, nothing else is held, and Redis has heard of all that ran
     * before. Until then it waits, or goes back to the queue as everything does that waits for long.
     */
    private @Nullable Turn nextAlone() {
        ClaimedTask task = backlog.takeAlone();
        if (task == null) {
            return null;
        }
        giveBackAllThatWaits();
        if (outbox().size() > 0) {
            backlog.add(task);
            return null;
        }
        return begin(task);
    }

    private @Nullable Turn begin(ClaimedTask task) {
        // The walltime is the attempt's own: what it waited here is not taken from it.
        long deadline = now() + task.lease().walltime().toNanos();
        int gpus = campaign.stage(task.lease().stage()).limits().gpus();
        Turn turn = running.begin(task, gpus, space -> source.prepare(task.lease(), space, deadline));
        if (turn == null) {
            backlog.add(task);
        }
        return turn;
    }

    synchronized void giveBackAllThatWaits() {
        backlog.takeAll(task -> true).forEach(task -> giveBack(task.lease()));
    }

    /** What the slot does next, if there is anything for it. */
    private @Nullable Turn ended(Turn turn, Attempt attempt) {
        Lease lease = turn.lease();
        Optional<Report> report = RetryPolicy.decide(campaign.stage(lease.stage()), lease, attempt);
        Turn next;
        try {
            report.ifPresent(outbox()::note);
        } finally {
            // Whatever is wrong with the journal, Redis is to hear of it.
            next = settled(turn, attempt, report);
        }
        outbox().keep();
        return next;
    }

    /** Who claims is woken where it has something to do that it does not know of, and not for each task. */
    private synchronized @Nullable Turn settled(Turn turn, Attempt attempt, Optional<Report> report) {
        boolean first = outbox().size() == 0;
        boolean enough = !low();
        report.ifPresent(outbox()::put);
        leases.remove(turn.key());
        running.ended(turn);
        prefetch.ended(attempt);
        means.health().ended(attempt);
        Turn next = nextTurn();
        if (next == null || first || (enough && low())) {
            wakeup.changed();
        }
        return next;
    }

    private boolean low() {
        return backlog.count(running.most()) * 2 < prefetch.ahead(running.most());
    }

    Outbox outbox() {
        return means.outbox();
    }

    Means means() {
        return means;
    }

    Contact contact() {
        return means.contact();
    }

    /** These leases are no longer this agent's: what runs of them is ended and not reported. Says which it had until now. */
    synchronized List<Lease> lost(List<Lease> gone) {
        List<Lease> held = gone.stream()
                .filter(lease -> leases.remove(LeaseKey.of(lease)) != null)
                .toList();
        for (Lease lease : gone) {
            LeaseKey key = LeaseKey.of(lease);
            backlog.takeAll(task -> LeaseKey.of(task.lease()).equals(key));
            Task task = running.task(key);
            if (task != null) {
                task.stop(Outcome.CANCELLED);
            }
        }
        wakeup.changed();
        return held;
    }

    /** Gives back what was claimed ahead, or must run alone, and could not begin for so long. */
    synchronized void giveBackOlderThan(long age) {
        List<ClaimedTask> old = backlog.takeOlderThan(age, now());
        old.forEach(task -> giveBack(task.lease()));
        if (!old.stream().allMatch(ClaimedTask::alone)) {
            prefetch.stuck();
        }
    }

    /** Hands a task in that was not begun, as it was claimed. */
    synchronized void giveBack(Lease lease) {
        leases.remove(LeaseKey.of(lease));
        outbox().put(new Report.GiveBack(lease, lease.message()));
    }

    /** Begins nothing any more and gives back what waits; what runs goes on. */
    public synchronized void close(Leaving why) {
        if (called == null || why.goesBefore(called)) {
            called = why;
        }
        wakeup.changed();
        giveBackAllThatWaits();
    }

    /** As {@link #close}, and ends what runs as preempted. */
    public synchronized void stop(Leaving why) {
        stopping = true;
        running.stopAll(why);
        close(why);
    }

    /** The same where the scheduler said why; see {@link RunningTasks#stopAll(Outcome, String)}. */
    public synchronized void stop(Leaving why, Outcome outcome, String reason) {
        running.stopAll(outcome, reason);
        stop(why);
    }

    synchronized void roundTripTook(double seconds) {
        prefetch.roundTripTook(seconds);
    }

    public void ring() {
        wakeup.ring();
    }

    /** Waits until there is news since a look, somebody rings, or the time is over. Says whether it rang. */
    boolean await(Look since, long most) throws InterruptedException {
        return wakeup.await(since.news(), most);
    }

    Capacity capacity() {
        return capacity;
    }

    private long now() {
        return means.nanos().getAsLong();
    }
}
