package org.musterhpc.launcher.snapshot;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that serves everybody who asks within a time. Who asks while it is being got waits for it, and shares its failure. */
final class Shared<T> {
    private final Supplier<T> question;
    private final LongSupplier nanos;
    private final long lasts;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private @Nullable T answer;
    private @Nullable RuntimeException failure;
    private long at;

    /** @param nanos the monotonic clock */
    Shared(Supplier<T> question, Duration lasts, LongSupplier nanos) {
        this.question = question;
        this.nanos = nanos;
        this.lasts = lasts.toNanos();
    }

    /** The last answer while it lasts, else a new one. */
    T get() {
        return get(false);
    }

    /** One that is got after this was called. */
    T anew() {
        return get(true);
    }

    private T get(boolean anew) {
        long begunBefore = begun.get();
        long endedBefore = ended.get();
        synchronized (this) {
            RuntimeException failed = failure;
            if (failed != null && (anew ? begun.get() > begunBefore : ended.get() > endedBefore)) {
                throw failed;
            }
            T last = answer;
            boolean serves = anew ? begun.get() > begunBefore : nanos.getAsLong() - at < lasts;
            return last != null && serves ? last : ask();
        }
    }

    private T ask() {
        begun.incrementAndGet();
        answer = null;
        failure = null;
        try {
            T got = question.get();
            answer = got;
            at = nanos.getAsLong();
            return got;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            ended.incrementAndGet();
        }
    }

    /** For how long the last answer lasts yet; none: for no time. */
    synchronized Duration left() {
        return answer == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, at + lasts - nanos.getAsLong()));
    }
}
