package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.musterhpc.agent.time.Backoff;

/**
 * When to ask Redis for work next: at once where there was some, ever more seldom where there was none, as somebody rings
 * when there is; and not too soon where it did not answer. All times are of the monotonic clock.
 */
final class PollTimes {
    /** What is complete may be begun again, by a retry for instance. */
    private static final long COMPLETE_FOR = TimeUnit.SECONDS.toNanos(2);

    private final Backoff idle;
    private final Backoff away;
    private long next;
    private long nextTry;
    private long emptySince;
    /** When Redis last had nothing for us: time that went by without asking is no time without work. */
    private long foundEmpty;

    private long completeUntil;

    PollTimes(RandomGenerator random, long now) {
        this.idle = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(60), random);
        this.away = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), random);
        this.next = now;
        this.nextTry = now;
        this.emptySince = now;
        this.foundEmpty = now;
        this.completeUntil = now;
    }

    /** When to ask for work next. */
    long next() {
        return next;
    }

    /** Before that nothing is asked nor said at all. */
    long nextTry() {
        return nextTry;
    }

    void found(long now) {
        idle.reset();
        emptySince = now;
        next = now;
    }

    /** @param within when it matters at the latest whether there is still nothing */
    void foundNothing(long now, Duration within) {
        foundEmpty = now;
        next = now + Math.min(idle.next(), within.toNanos());
    }

    /**
     * There are tasks, and none may begin: nobody looks for that over and over, as somebody rings.
     *
     * @param within when to look all the same
     */
    void heldBack(long now, Duration within) {
        foundEmpty = now;
        next = now + within.toNanos();
    }

    /**
     * Nothing is left to claim. An agent that still ends a task (one that was cancelled, in its grace) asks for no more for
     * a while, nor listens: each that is told so rings for the others, and they would wake each other without a pause.
     */
    void foundComplete(long now) {
        completeUntil = now + COMPLETE_FOR;
    }

    /** Whether that was so a moment ago. */
    boolean complete(long now) {
        return now < completeUntil;
    }

    /** Something happened after which there may be work. */
    void soon(long now) {
        idle.reset();
        next = now;
    }

    /** Something was said that may set tasks free: if there is nothing now, there may be soon. */
    void mayComeSoon() {
        idle.reset();
    }

    void unanswered(long now) {
        nextTry = now + away.next();
    }

    void answered() {
        away.reset();
    }

    void retryAt(long time) {
        nextTry = time;
    }

    /** From now on it counts how long there was nothing to do. */
    void busy(long now) {
        emptySince = now;
    }

    /** For how long there was nothing, as far as was asked. */
    long nothingFor() {
        return foundEmpty - emptySince;
    }
}
