package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.Backoff;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.policy.Sweeper;

/**
 * The heartbeat, on a thread of its own: prolongs the agent's leases and hears of lost ones. The agent that Redis says
 * tends the campaign also sweeps what dead ones held, and makes tasks pending whose wait is over.
 */
public final class Heart {
    private static final long SWEEP_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(800);
    private static final long SWEEP_WHERE_QUIET = TimeUnit.SECONDS.toNanos(5);

    private final WorkQueue queue;
    private final AgentInfo agent;
    private final Slots slots;
    private final RedisClock clock;
    private final Diary diary;
    private final Sweeper sweeper;
    private volatile boolean stopped;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Backoff away = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), random);
    private final long interval;
    private final long lease;
    private long nextBeat;
    private long nextSweep;
    private long nextTending;
    private boolean tends;
    private boolean wasBeating;
    private @Nullable Runnable errand;
    private long errandAt;
    private boolean complained;
    private boolean unswept;

    public Heart(WorkQueue queue, AgentInfo agent, Duration interval, Slots slots, RedisClock clock, Diary diary) {
        this.queue = queue;
        this.agent = agent;
        this.slots = slots;
        this.clock = clock;
        this.diary = diary;
        this.sweeper = new Sweeper(queue, clock, clock::nanos, agent.leaseTime());
        this.interval = interval.toNanos();
        this.lease = agent.leaseTime().toNanos();
        this.nextBeat = clock.nanos();
        this.nextSweep = nextBeat;
        this.nextTending = nextBeat;
    }

    /** Does something once, at that time; to be called before {@link #run}. */
    public void later(Duration wait, Runnable what) {
        errand = what;
        errandAt = clock.nanos() + wait.toNanos();
    }

    /** Beats until {@link #stop}; also after a failure, as the agent needs its leases until it has left. */
    public void run() {
        try {
            while (!stopped) {
                slots.contact().awaitUnleased(safely());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long safely() {
        try {
            return runOnce();
        } catch (Throwable e) {
            slots.contact().refused();
            slots.means().alarm().failed("the heartbeat", e);
            return interval;
        }
    }

    public void stop() {
        stopped = true;
        slots.contact().hurry();
    }

    /** Does what is due; says for how long nothing is. */
    long runOnce() {
        if (clock.nanos() >= nextBeat || (wasBeating && !slots.contact().beating())) {
            wasBeating = beat();
            nextBeat = clock.nanos() + (wasBeating ? spread(interval) : Math.min(interval, away.next()));
        }
        if (tends && clock.nanos() >= nextSweep) {
            sweep();
        }
        if (tends && clock.nanos() >= nextTending) {
            tend();
        }
        Runnable due = errand;
        if (due != null && clock.nanos() >= errandAt) {
            errand = null;
            due.run();
        }
        long next = errand == null ? nextBeat : Math.min(nextBeat, errandAt);
        next = tends ? Math.min(next, Math.min(nextSweep, nextTending)) : next;
        return Math.max(0, next - clock.nanos());
    }

    /** One heartbeat; whether Redis accepted it. */
    private boolean beat() {
        long asked = clock.nanos();
        WorkQueue.Beat beat;
        try {
            beat = queue.beat(agent, slots.leases());
        } catch (RuntimeException e) {
            refused(e);
            return false;
        }
        accepted(asked);
        tends = beat.tends();
        clock.heard(beat.now());
        if (clock.nanos() - asked > interval) {
            spareOthers(); // Redis was not gone, but it answered nobody
        }
        if (!beat.lost().isEmpty()) {
            slots.lost(beat.lost())
                    .forEach(gone -> diary.warn("is no longer the owner of " + gone.id() + " and ends it"));
        }
        if (beat.mood() == WorkQueue.Mood.GONE) {
            slots.close(Leaving.GONE);
        }
        return true;
    }

    private void accepted(long asked) {
        away.reset();
        boolean again = !slots.contact().mayClaim();
        slots.contact().accepted(asked);
        if (again) {
            slots.ring();
        }
        if (complained) {
            complained = false;
            diary.info("heartbeats are accepted again");
        }
    }

    /** Whatever is wrong: others will have our tasks in a while, so we must not take more. */
    private void refused(RuntimeException e) {
        slots.contact().refused();
        spareOthers();
        if (e instanceof QueueUnavailableException) {
            slots.outbox().away();
        }
        if (!complained) {
            complained = true;
            diary.warn("no heartbeat is accepted, claims nothing until one is: " + e.getMessage());
        }
    }

    /** Others could not prolong their leases either: give them a whole lease before calling anybody dead. */
    private void spareOthers() {
        nextSweep = clock.nanos() + lease;
    }

    private void sweep() {
        try {
            Sweeper.Swept swept = sweeper.runOnce().orElse(null);
            if (swept == null) {
                sweeper.clockJump().ifPresent(diary::warn);
                spareOthers();
                return;
            }
            nextSweep = clock.nanos() + (swept.more() ? 0 : untilNextSweep());
            if (swept.taken() > 0) {
                diary.info("swept " + swept.retried() + " tasks back to the queue, " + swept.buried() + " to the dead");
                slots.ring();
            }
            unswept = false;
        } catch (RuntimeException e) {
            spareOthers();
            if (!unswept && !(e instanceof QueueUnavailableException)) {
                diary.warn("cannot take the tasks of dead agents back: " + e.getMessage());
            }
            unswept = true;
        }
    }

    /** A second or so, and longer where nothing can lapse; but whoever claims meanwhile may have a shorter lease. */
    private long untilNextSweep() {
        long usual = spread(Math.min(lease / 3, SWEEP_AT_LEAST));
        long quiet = Math.min(queue.quiet().toNanos(), Math.min(lease / 2, SWEEP_WHERE_QUIET));
        return Math.max(usual, quiet);
    }

    private void tend() {
        long most = Math.min(lease / 3, SWEEP_AT_LEAST);
        try {
            nextTending = clock.nanos() + queue.tend(Duration.ofNanos(most)).toNanos();
        } catch (QueueUnavailableException e) {
            nextTending = clock.nanos() + most; // the heartbeat tells of it
        }
    }

    private long spread(long nanos) {
        return nanos - random.nextLong(nanos / 5 + 1);
    }
}
