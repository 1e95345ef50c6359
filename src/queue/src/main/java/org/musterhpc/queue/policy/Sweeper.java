package org.musterhpc.queue.policy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Walltime;

/** Takes tasks back whose agent fell silent or let the deadline pass. Any number may sweep at once. */
public final class Sweeper {
    private static final int BATCH = 500;

    private final WorkQueue queue;
    private final InstantSource redisTime;
    private final LongSupplier nanos;
    private final long silence;
    private @Nullable String told;

    /**
     * @param redisTime Redis' time, as near as is known; only recorded, as Redis itself judges what has lapsed
     * @param nanos the monotonic clock
     * @param lease that of agents
     */
    public Sweeper(WorkQueue queue, InstantSource redisTime, LongSupplier nanos, Duration lease) {
        this.queue = queue;
        this.redisTime = redisTime;
        this.nanos = nanos;
        this.silence = lease.toNanos() / 2;
    }

    /** What one round did; {@code more} says that there may be others to take back at once. */
    public record Swept(int retried, int buried, int stale, boolean more) {
        public int taken() {
            return retried + buried;
        }

        Swept plus(Swept other) {
            return new Swept(retried + other.retried, buried + other.buried, stale + other.stale, more || other.more);
        }

        Swept andMore(boolean there) {
            return new Swept(retried, buried, stale, there);
        }
    }

    /**
     * One round.
     *
     * @return empty, and nothing is taken, where Redis took half a lease to answer, or its clock has jumped: nobody could
     *     prolong meanwhile, so leases ran out of agents that live
     * @throws org.musterhpc.queue.QueueUnavailableException where Redis does not answer
     */
    public Optional<Swept> runOnce() {
        long asked = nanos.getAsLong();
        List<Lapsed> lapsed = queue.lapsed(BATCH);
        Optional<Duration> jump = queue.clockJump();
        jump.ifPresent(by -> told = "the clock of Redis' host was put " + (by.isNegative() ? "back" : "forward")
                + " by " + Walltime.format(by.abs()) + "; no task is taken from its agent, or charged, for that");
        if (jump.isPresent() || nanos.getAsLong() - asked > silence) {
            return Optional.empty();
        }
        List<Loss> losses = lapsed.stream().map(Sweeper::loss).toList();
        return Optional.of(Loss.take(losses, queue.campaign(), redisTime.instant(), queue::lapse)
                .andMore(lapsed.size() == BATCH));
    }

    /** What is to be told of a jump of Redis' clock that the last round found; once. */
    public Optional<String> clockJump() {
        String news = told;
        told = null;
        return Optional.ofNullable(news);
    }

    private static Loss loss(Lapsed one) {
        return one.walltimeOver()
                ? new Loss(one, Outcome.WALLTIME, "its walltime was over and its agent did not say a word", null)
                : new Loss(one, Outcome.NODE_LOST, LossReasons.silent(one.agent()), null);
    }
}
