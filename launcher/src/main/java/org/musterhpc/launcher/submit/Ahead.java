package org.musterhpc.launcher.submit;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Pushes one batch on a thread of its own, while its owner makes the next one ready. */
final class Ahead implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Ahead::daemon);
    private @Nullable Future<Long> underWay;
    private long last;

    /** @param there how many are pushed already */
    Ahead(long there) {
        this.last = there;
    }

    private static Thread daemon(Runnable work) {
        Thread made = new Thread(work, "muster-push");
        made.setDaemon(true);
        return made;
    }

    /** Begins with a batch; the one before must have ended, see {@link #pushed}. */
    void push(LongSupplier batch) {
        underWay = thread.submit(batch::getAsLong);
    }

    /**
     * Waits for the batch that is under way.
     *
     * @return how many are pushed in all
     * @throws RuntimeException what kept it from being pushed
     */
    long pushed() {
        Future<Long> awaited = underWay;
        underWay = null;
        if (awaited != null) {
            last = result(awaited);
        }
        return last;
    }

    /** What {@link #pushed} said last, whatever has come of the batch after it. */
    long last() {
        return last;
    }

    private static long result(Future<Long> awaited) {
        try {
            return awaited.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a batch was under way", e);
        }
    }

    /** Ends the thread; a batch that is under way still may be recorded, as where an answer is lost. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
