package org.musterhpc.agent.container;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What takes long to make, made once for all who want it: for good, or, where it could not be made, for a while, as each
 * task that comes would try again.
 */
final class Remembered<K, V> {
    private static final long FAILURE_NANOS = 30_000_000_000L;

    private final Executor threads;
    private final LongSupplier nanos;
    private final Map<K, Made<V>> all = new HashMap<>();

    /** @param nanos the monotonic clock */
    Remembered(Executor threads, LongSupplier nanos) {
        this.threads = threads;
        this.nanos = nanos;
    }

    /** @param failed when it has, if it has */
    private record Made<V>(CompletableFuture<V> value, AtomicLong failed) {}

    interface Making<V> {
        V make() throws IOException;
    }

    synchronized CompletableFuture<V> of(K key, Making<V> making) {
        Made<V> there = all.get(key);
        if (there != null
                && (!there.value().isCompletedExceptionally()
                        || nanos.getAsLong() - there.failed().get() < FAILURE_NANOS)) {
            return there.value();
        }
        Made<V> made = new Made<>(new CompletableFuture<>(), new AtomicLong());
        all.put(key, made);
        threads.execute(() -> make(made, making));
        return made.value();
    }

    private void make(Made<V> made, Making<V> making) {
        try {
            made.value().complete(making.make());
        } catch (IOException | RuntimeException e) {
            made.failed().set(nanos.getAsLong());
            made.value().completeExceptionally(e);
        }
    }

    /** It is not what it was taken for: the next who wants it has it made anew. */
    synchronized void forget(K key) {
        all.remove(key);
    }
}
