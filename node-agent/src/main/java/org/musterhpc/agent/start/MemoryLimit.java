package org.musterhpc.agent.start;

import java.util.concurrent.CompletableFuture;
import org.musterhpc.queue.model.MemorySize;

/**
 * How much memory a task may use.
 *
 * @param exceeded completes with what was used where that is more than the limit
 */
public record MemoryLimit(long limit, CompletableFuture<Long> exceeded) {
    private static final long MEBIBYTE = 1L << 20;

    /** Once it is exceeded. */
    public String reason() {
        // Upwards: what is a little more than the limit must not look like it.
        long used = (exceeded.join() + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE;
        return "it used " + MemorySize.format(used) + " of memory, and may use " + MemorySize.format(limit);
    }
}
