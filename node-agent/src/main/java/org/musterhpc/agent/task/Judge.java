package org.musterhpc.agent.task;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.Runner.ExitInfo;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Outcome;

/**
 * Says how an attempt has ended, by how its process has, by what it left, and by who told it to end.
 *
 * @param nanos the monotonic clock
 * @param deadline when the attempt must have ended, by that clock
 */
record Judge(LongSupplier nanos, long deadline, StopSignal stop) {
    private static final int TERM = 15;
    /** What a shell says of a command that TERM ended. */
    private static final int TERM_STATUS = 128 + TERM;
    /**
     * A scheduler that ends an allocation sends TERM to all its processes. The task may be dead before the agent has
     * heard of its own; on a busy node a second is not much.
     */
    private static final Duration TOGETHER = Duration.ofSeconds(2);

    /** Of one that was made to end. */
    Verdict forced(Outcome why, ExitInfo exit) {
        return Verdict.of(why, new Detail(null, null, stop.reason()), exit);
    }

    /** Of one that ended by itself. */
    Verdict ended(ExitInfo exit, SetupScript setup, Promised outputs) {
        Verdict verdict = byItself(exit, setup, outputs);
        boolean asStopped = exit.signal() == TERM || exit.exit() == TERM_STATUS;
        Outcome together = verdict.outcome() == Outcome.OK
                ? null
                : stop.within(asStopped ? TOGETHER : Duration.ZERO); // then it did not fail by itself
        return together == null ? verdict : forced(together, exit);
    }

    private Verdict byItself(ExitInfo exit, SetupScript setup, Promised outputs) {
        if (exit.oom() != null) {
            return Verdict.of(Outcome.OOM, new Detail(null, null, exit.oom()), exit);
        }
        SetupScript.Failure failure = setup.failure(exit);
        if (failure != null) {
            return Verdict.of(Outcome.SETUP, new Detail(failure.status(), null, failure.reason()), exit);
        }
        if (exit.signal() != 0) {
            return Verdict.of(Outcome.SIGNAL, new Detail(null, exit.signal(), exit.error()), exit);
        }
        if (exit.exit() != 0 || exit.error() != null) {
            return Verdict.of(Outcome.EXIT, new Detail(exit.exit(), null, exit.error()), exit);
        }
        String missing = outputs.missing();
        if (missing != null && !outputs.patience().isZero()) {
            missing = awaited(outputs, missing);
        }
        return Verdict.of(missing == null ? Outcome.OK : Outcome.OUTPUT_MISSING, new Detail(0, null, missing), exit);
    }

    /** Looks again and again until all is there, the time is over, or somebody ends the attempt. */
    private @Nullable String awaited(Promised outputs, String first) {
        long now = nanos.getAsLong();
        long from = now;
        long end = now + Math.min(outputs.patience().toNanos(), Math.max(0, deadline - now));
        String missing = first;
        for (int looks = 0; missing != null && now < end; looks++) {
            Duration pause = Duration.ofNanos(Math.min(Promised.pause(looks).toNanos(), end - now));
            if (stop.within(pause) != null) {
                break;
            }
            missing = outputs.missingNow();
            now = nanos.getAsLong();
        }
        return missing == null ? null : missing + ", after a wait of " + (now - from) / 1_000_000_000 + " s";
    }
}
