package org.musterhpc.agent.task;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Outcome;

/** Whether an attempt was told to end, and why; its thread may wait for that, or for something else that this ends. */
final class StopSignal {
    private final LongSupplier nanos;
    private final Workshop.Pause pause;
    private @Nullable Outcome why;
    private @Nullable String reason;
    private @Nullable Thread waiting;

    StopSignal(LongSupplier nanos, Workshop.Pause pause) {
        this.nanos = nanos;
        this.pause = pause;
    }

    /** Only the first counts. */
    synchronized void stop(Outcome outcome, @Nullable String words) {
        if (why == null) {
            why = outcome;
            reason = words;
            notifyAll();
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }

    /** As what the attempt was ended, or null where it was not. */
    synchronized @Nullable Outcome why() {
        return why;
    }

    /** In what words it was ended, if in any. */
    synchronized @Nullable String reason() {
        return reason;
    }

    /** Waits for something that an interrupt ends. */
    interface Wait {
        /** Whether it came. */
        boolean await() throws InterruptedException;
    }

    /** Whether it came, before the attempt was told to end. */
    boolean awaited(Wait what) {
        synchronized (this) {
            if (why != null) {
                return false;
            }
            waiting = Thread.currentThread();
        }
        try {
            return what.await();
        } catch (InterruptedException e) {
            return false; // why says why
        } finally {
            synchronized (this) {
                waiting = null;
                Thread.interrupted(); // stop() may have come just after the end; what follows must not be disturbed
                // by it
            }
        }
    }

    /** Waits for so long, unless the attempt is told to end; as what it then is. */
    synchronized @Nullable Outcome within(Duration most) {
        long end = nanos.getAsLong() + most.toNanos();
        try {
            for (long left = most.toNanos(); why == null && left > 0; left = end - nanos.getAsLong()) {
                pause.on(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return why;
    }
}
