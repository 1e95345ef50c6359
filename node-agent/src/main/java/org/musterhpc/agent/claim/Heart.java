package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.Backoff;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.policy.Sweeper;

/** The heartbeat, on a thread of its own: prolongs the agent's leases, hears of lost ones, sweeps those of dead agents. */
public final class Heart {
    private static final long SWEEP_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(800);

    private final WorkQueue queue;
    private final AgentInfo agent;
    private final Desk desk;
    private final RedisClock clock;
    private final Diary diary;
    private final Sweeper sweeper;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Backoff away = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), random);
    private final long interval;
    private final long lease;
    private long nextSweep;

    public Heart(WorkQueue queue, AgentInfo agent, Duration interval, Desk desk, RedisClock clock, Diary diary) {
        this.queue = queue;
        this.agent = agent;
        this.desk = desk;
        this.clock = clock;
        this.diary = diary;
        this.sweeper = new Sweeper(queue, clock, clock::nanos, agent.leaseTime());
        this.interval = interval.toNanos();
        this.lease = agent.leaseTime().toNanos();
        this.nextSweep = clock.nanos();
    }

    /** Beats until {@link #stop}. */
    public void run() {
        long nextBeat = clock.nanos();
        while (true) {
            long now = clock.nanos();
            if (now >= nextBeat) {
                nextBeat = clock.nanos() + (beat() ? spread(interval) : Math.min(interval, away.next()));
            }
            if (clock.nanos() >= nextSweep) {
                sweep();
            }
            try {
                long wait = Math.min(nextBeat, nextSweep) - clock.nanos();
                if (stopped.await(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    public void stop() {
        stopped.countDown();
    }

    /** One heartbeat; whether Redis answered. */
    boolean beat() {
        long asked = clock.nanos();
        try {
            WorkQueue.Beat beat = queue.beat(agent, desk.leases());
            clock.heard(beat.now());
            away.reset();
            if (clock.nanos() - asked > interval) {
                spareOthers(); // Redis was not gone, but it answered nobody
            }
            if (!beat.lost().isEmpty()) {
                beat.lost().forEach(gone -> diary.warn("is no longer the owner of " + gone.id() + " and ends it"));
                desk.lost(beat.lost());
            }
            return true;
        } catch (QueueUnavailableException e) {
            desk.outbox().away();
            spareOthers();
            return false;
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
            nextSweep = clock.nanos() + (swept.more() ? 0 : spread(Math.min(lease / 3, SWEEP_AT_LEAST)));
            if (swept.taken() > 0) {
                diary.info("swept " + swept.retried() + " tasks back to the queue, " + swept.buried() + " to the dead");
                desk.ring();
            }
        } catch (QueueUnavailableException e) {
            spareOthers();
        }
    }

    private long spread(long nanos) {
        return nanos - random.nextLong(nanos / 5 + 1);
    }
}
