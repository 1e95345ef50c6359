package org.musterhpc.agent.supervise;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.claim.Alarm;

/**
 * Ends the agent in order when a part of it has failed. An agent without, say, its heartbeat would go on claiming what is
 * taken from it again.
 *
 * <p>Whoever fails only leaves a note, which takes no memory; a thread that is there from the beginning does the rest, as
 * often as it takes: after an {@code OutOfMemoryError} neither a thread nor a line of text is to be had for sure.
 */
public final class Supervisor implements Alarm, Thread.UncaughtExceptionHandler {
    private static final long AGAIN_MILLIS = 100;
    /** A disk that hangs must not keep the agent. */
    private static final Duration TELLING = Duration.ofSeconds(5);

    private final CountDownLatch failed = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private String part = "";
    private @Nullable Throwable cause;

    /** What is done about a failure. */
    public interface Response {
        /** Has the agent leave, giving its tasks back; called again where it throws. */
        void leave();

        /** Notes what has failed. */
        void tell(String part, Throwable cause);

        /** The agent has not left in time: keeps what it can on disk and ends the process. */
        void halt();
    }

    /** Only the first failure counts: the others follow from it. */
    @Override
    public void failed(String what, Throwable why) {
        synchronized (this) {
            if (cause == null) {
                part = what;
                cause = why;
            }
        }
        failed.countDown();
    }

    @Override
    public void uncaughtException(Thread thread, Throwable why) {
        failed(thread.getName(), why);
    }

    /** Starts a daemon thread whose failure is one of the agent's. */
    public Thread begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(this);
        thread.start();
        return thread;
    }

    /**
     * Waits for a failure, and does something about it.
     *
     * @param within how long the agent may take to leave
     */
    public void watch(Duration within, Response response) {
        try {
            failed.await();
            boolean leaves = false;
            for (long left = within.toMillis(); left > 0 && !leaves; left -= AGAIN_MILLIS) {
                leaves = done(response::leave) || gone(AGAIN_MILLIS);
            }
            done(() -> response.tell(part(), cause()));
            told.countDown();
            if (gone(within.toMillis())) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        response.halt();
    }

    /** Of an agent that leaves as a part of it has failed: waits until what has failed is noted, but not for ever. */
    public void awaitTold() {
        if (failed.getCount() > 0) {
            return;
        }
        try {
            told.await(TELLING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The agent has left: nothing needs to be done any more. */
    public void left() {
        left.countDown();
    }

    private boolean gone(long millis) throws InterruptedException {
        return left.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Whether it could be done: out of memory, it may be the next time, when others have let go of some. */
    private static boolean done(Runnable step) {
        try {
            step.run();
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    private synchronized String part() {
        return part;
    }

    private synchronized Throwable cause() {
        return Objects.requireNonNull(cause);
    }
}
