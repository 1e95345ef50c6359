package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether Redis takes what this agent says, and since when it does not. An agent that cannot prolong its leases must not
 * take more: what it claims would be taken from it and run again, over and over.
 */
public final class Contact {
    private final LongSupplier nanos;
    private final long lease;
    private final Semaphore news = new Semaphore(0);
    private volatile long accepted;
    private volatile boolean beating;
    private volatile long unanswered;
    private volatile boolean answering = true;

    /**
     * @param lease how long leases last without a heartbeat
     * @param nanos the monotonic clock
     */
    public Contact(Duration lease, LongSupplier nanos) {
        this.lease = lease.toNanos();
        this.nanos = nanos;
        this.accepted = nanos.getAsLong();
    }

    /** Redis has no lease of this agent: nothing more is claimed until it was heard of, which is to be at once. */
    void unleased() {
        beating = false;
        news.release();
    }

    /** Ends a wait for it. */
    void hurry() {
        news.release();
    }

    /** Waits until a heartbeat is wanted at once, at most so long. */
    void awaitUnleased(long most) throws InterruptedException {
        if (news.tryAcquire(most, TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
    }

    /** Redis has prolonged the leases: no earlier than this heartbeat was sent. */
    void accepted(long sent) {
        accepted = sent;
        beating = true;
    }

    /** A heartbeat was not accepted, whatever the reason. */
    void refused() {
        beating = false;
    }

    /** Whether heartbeats are accepted now; before the first one they are not. */
    boolean beating() {
        return beating;
    }

    /** Whether this agent may take leases: its last heartbeat was accepted, less than a lease ago. */
    boolean mayClaim() {
        return beating && leased();
    }

    /** Whether what this agent holds is still its own, as far as it can know: others may have it after a lease. */
    boolean leased() {
        return nanos.getAsLong() - accepted <= lease;
    }

    void answered() {
        answering = true;
    }

    void unanswered() {
        if (answering) {
            unanswered = nanos.getAsLong();
            answering = false;
        }
    }

    /** Whether the last exchange was answered. */
    boolean answering() {
        return answering;
    }

    /** For how long Redis has taken no heartbeat, or no report and no claim; 0 where it takes them. */
    long silent() {
        long now = nanos.getAsLong();
        return Math.max(beating ? 0 : now - accepted, answering ? 0 : now - unanswered);
    }

    long lease() {
        return lease;
    }
}
