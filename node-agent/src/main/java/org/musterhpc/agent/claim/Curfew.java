package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends what runs in time before the allocation ends: not every scheduler sends a warning. On a thread of its own, as the
 * others may just then be waiting for a Redis that does not answer.
 */
public final class Curfew {
    private final Allotment allotment;
    private final Duration tail;
    private final Slots slots;
    private final Runnable tooLate;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * @param tail how long the agent may take to leave after its tasks were told to end
     * @param tooLate what to do if it has not left by then
     */
    public Curfew(Allotment allotment, Duration tail, Slots slots, Runnable tooLate) {
        this.allotment = allotment;
        this.tail = tail;
        this.slots = slots;
        this.tooLate = tooLate;
    }

    /** Waits for the end of the allocation, or for {@link #lift}. */
    public void run() {
        Duration rest = allotment.rest();
        if (rest == null) {
            return;
        }
        try {
            if (over.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            try {
                slots.stop(Leaving.NO_TIME);
            } finally {
                // Whatever goes wrong, the scheduler ends the allocation when it ends.
                if (!over.await(tail.toMillis(), TimeUnit.MILLISECONDS)) {
                    tooLate.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The agent has left in time. */
    public void lift() {
        over.countDown();
    }
}
