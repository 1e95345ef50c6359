package org.musterhpc.agent.start;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Running;
import org.musterhpc.queue.model.MemorySize;

/**
 * What looks at a task's memory: tells a KILL for lack of it from any other.
 *
 * @param limit how many bytes it may use; null: nobody has said
 * @param exceeded completes with what was used where that is more than the limit
 * @param kernel whether the kernel has ended anything for lack of memory meanwhile
 */
public record MemoryWatch(@Nullable Long limit, CompletableFuture<Long> exceeded, BooleanSupplier kernel) {
    private static final int KILL = 9;
    /** What a shell says of a command that KILL ended. */
    private static final int KILL_STATUS = 128 + KILL;

    private static final long MEBIBYTE = 1L << 20;

    public static MemoryWatch of(@Nullable Long limit, Running task, MemoryGuard guard, BooleanSupplier kernel) {
        return new MemoryWatch(limit, limit == null ? new CompletableFuture<>() : guard.watch(task, limit), kernel);
    }

    /** Why a task that ended so ran out of memory; null where it did not, or nobody knows. */
    public @Nullable String reason(Exit exit) {
        boolean killed = Integer.valueOf(KILL).equals(exit.signal())
                || Integer.valueOf(KILL_STATUS).equals(exit.status());
        if (!killed) {
            return null;
        }
        if (limit != null && exceeded.isDone()) {
            // Upwards: what is a little more than the limit must not look like it.
            long used = (exceeded.join() + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE;
            return "it used " + MemorySize.format(used) + " of memory, and may use " + MemorySize.format(limit);
        }
        return kernel.getAsBoolean() ? "it used more memory than it may" : null;
    }
}
