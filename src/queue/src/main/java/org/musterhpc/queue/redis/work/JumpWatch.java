package org.musterhpc.queue.redis.work;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds jumps of Redis' clock: from look to look, it is compared with the monotonic clock of this process. */
final class JumpWatch {
    /** Below this nobody notices. */
    private static final long MOST_TOLERANCE_MS = 2_000;

    private static final long LEAST_TOLERANCE_MS = 500;

    private @Nullable Look last;

    /**
     * A look at Redis' clock.
     *
     * @param redis what it said, in milliseconds
     * @param before the monotonic clock before it was asked, in nanoseconds
     * @param after the same after it had answered
     */
    record Look(long redis, long before, long after) {}

    /**
     * @param by how far the clock jumped, in milliseconds; less than 0: back
     * @param within how long ago the look before was, in milliseconds
     */
    record Jump(long by, long within) {}

    /**
     * The jump since the look before; null where there was none that could be told from a slow answer.
     *
     * @param lease how long leases last, in milliseconds: of what is far shorter, no lease runs out
     */
    @Nullable
    Jump seen(Look look, long lease) {
        Look before = last;
        last = look;
        return between(before, look, lease);
    }

    /** The same for whoever keeps the look before himself. */
    static @Nullable Jump between(@Nullable Look before, Look look, long lease) {
        if (before == null) {
            return null;
        }
        long tolerance = Math.max(LEAST_TOLERANCE_MS, Math.min(MOST_TOLERANCE_MS, lease / 4));
        long passed = look.redis() - before.redis();
        long most = TimeUnit.NANOSECONDS.toMillis(look.after() - before.before());
        long least = TimeUnit.NANOSECONDS.toMillis(look.before() - before.after());
        if (passed <= most + tolerance && passed >= least - tolerance) {
            return null;
        }
        return new Jump(passed - (most + least) / 2, most + tolerance);
    }
}
