package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.WorkQueue.Want;

/**
 * How long an agent stays, and what it can take on meanwhile.
 *
 * @param linger how long it goes on asking when there is nothing for it
 * @param redisPatience how long it keeps outcomes that Redis does not take before it leaves with them
 * @param one whether it leaves after one task
 * @param task the only one that it wants; null: any
 * @param oversized whether there are tasks, and each wants more than is left here; asked when none came for a while
 * @param patient whether it stays as long as there are tasks, where as many are under way as may be
 */
public record Stay(
        Duration linger,
        Duration redisPatience,
        boolean one,
        @Nullable Want task,
        Allotment allotment,
        BooleanSupplier oversized,
        boolean patient) {
    private static final long A_WHILE = TimeUnit.SECONDS.toNanos(2);
    private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(5);

    /** One that leaves where others have all that may be under way. */
    public Stay(
            Duration linger,
            Duration redisPatience,
            boolean one,
            @Nullable Want task,
            Allotment allotment,
            BooleanSupplier oversized) {
        this(linger, redisPatience, one, task, allotment, oversized, false);
    }

    /** Why to leave after so many nanoseconds without work, or null. */
    @Nullable
    Leaving afterNothing(long nanos) {
        if (nanos > linger.toNanos()) {
            return oversized.getAsBoolean() ? Leaving.UNFIT : Leaving.EMPTY;
        }
        return nanos > A_WHILE && oversized.getAsBoolean() ? Leaving.UNFIT : null;
    }

    /** Where there was nothing for so many nanoseconds, within what time to look again. */
    Duration nextLook(long nanos) {
        long due = nanos < A_WHILE ? A_WHILE - nanos : linger.toNanos() - nanos;
        return Duration.ofNanos(Math.max(LEAST, due + LEAST));
    }

    /**
     * Whether Redis was silent for too long to wait any more. Who has outcomes in hand waits: if it is there when Redis
     * comes back, its tasks need not run again. Who has none leaves as if there were nothing to do; nobody counts on it
     * any more once its lease is over.
     */
    boolean over(Contact contact, Outbox outbox) {
        long silent = contact.silent();
        return silent > redisPatience.toNanos() || (silent > linger.toNanos() + contact.lease() && !outbox.outcomes());
    }
}
