package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.musterhpc.agent.time.Backoff;
import org.musterhpc.queue.WorkQueue;

/**
 * Waits, on a thread of its own, until somebody rings for agents that found nothing, so that they need not ask over and
 * over. It only listens while this agent is hungry: one that is not would take the ring from another.
 */
public final class BellListener {
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private final WorkQueue queue;
    private final Slots slots;
    private final Backoff away =
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), RandomGenerator.getDefault());
    private boolean hungry;
    private boolean stopped;

    public BellListener(WorkQueue queue, Slots slots) {
        this.queue = queue;
        this.slots = slots;
    }

    /** Says whether this agent waits for work. */
    synchronized void hungry(boolean is) {
        if (is != hungry) {
            hungry = is;
            notifyAll();
        }
    }

    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** Listens until {@link #stop}. */
    public void run() {
        try {
            while (awaitHunger()) {
                if (!listen()) {
                    pause(away.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once; says whether Redis let it. Where it does not, the agent asks by itself now and then, as it would anyway. */
    private boolean listen() {
        try {
            if (queue.awaitBell(AT_MOST)) {
                answer();
            }
            away.reset();
            return true;
        } catch (RuntimeException e) {
            // The claims and heartbeats tell of it.
            return false;
        }
    }

    private void answer() {
        if (hungry()) {
            slots.ring();
        } else {
            queue.ringBell();
        }
    }

    private synchronized boolean hungry() {
        return hungry && !stopped;
    }

    private synchronized boolean awaitHunger() throws InterruptedException {
        while (!hungry && !stopped) {
            wait();
        }
        return !stopped;
    }

    private synchronized void pause(long nanos) throws InterruptedException {
        if (!stopped) {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
    }
}
