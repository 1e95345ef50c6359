package org.musterhpc.agent.start;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.group.MemoryGroup;
import org.musterhpc.queue.model.MemorySize;

/**
 * What looks at a task's memory: tells a KILL for lack of it from any other.
 *
 * @param limit how many bytes it may use; null: nobody has said
 * @param exceeded completes with what was used where that is more than the limit
 * @param group in which the kernel keeps it to its limit; null: in none of its own
 * @param kernel whether the kernel has ended anything for lack of memory meanwhile
 */
public record MemoryWatch(
        @Nullable Long limit,
        CompletableFuture<Long> exceeded,
        @Nullable MemoryGroup group,
        BooleanSupplier kernel) {
    private static final int KILL = 9;
    /** What a shell says of a command that KILL ended. */
    private static final int KILL_STATUS = 128 + KILL;

    private static final long MEBIBYTE = 1L << 20;

    public static MemoryWatch of(@Nullable Long limit, Running task, MemoryGuard guard, BooleanSupplier kernel) {
        return new MemoryWatch(
                limit, limit == null ? new CompletableFuture<>() : guard.watch(task, limit), null, kernel);
    }

    /** The same of a task that has just begun, which the kernel keeps to its limit where it can. */
    static MemoryWatch confined(@Nullable Long limit, Running task, MemoryGuard guard, BooleanSupplier kernel) {
        if (limit == null) {
            return of(null, task, guard, kernel);
        }
        MemoryGroup group = guard.confine(task, limit);
        return new MemoryWatch(limit, guard.watch(task, limit, group), group, kernel);
    }

    /** Why a task that ended so ran out of memory; null where it did not, or nobody knows. */
    public @Nullable String reason(Exit exit) {
        boolean failed = !Integer.valueOf(0).equals(exit.status());
        // Whatever the shell of a task makes of the end of a command that was killed: the task has failed for that.
        if (limit != null && group != null && failed && group.kills() > 0) {
            return "it needed more than the " + MemorySize.format(limit) + " of memory that it may use";
        }
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
