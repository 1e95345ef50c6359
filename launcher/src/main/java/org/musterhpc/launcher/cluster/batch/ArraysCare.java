package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.Reconciler;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;

/**
 * Rounds of an {@link ArrayWatch} on a thread of their own: a scheduler may take a minute to answer, and whoever follows
 * the campaign must not wait for it.
 */
public final class ArraysCare implements Reconciler, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration AGAIN_AT_MOST = Duration.ofMinutes(1);
    private static final Duration HOLD = ArrayWatch.TERM.dividedBy(5);

    private final ArrayWatch watch;
    private final ToLongFunction<View.Overview> expected;
    private final ExecutorService thread;
    private @Nullable CompletableFuture<ArrayWatch.Round> round;
    private Instant next = Instant.EPOCH;
    private Duration gap = EVERY;
    private Instant held = Instant.EPOCH;

    /** @param expected how many tasks are still to be pushed */
    public ArraysCare(ArrayWatch watch, ToLongFunction<View.Overview> expected) {
        this.watch = watch;
        this.expected = expected;
        this.thread = Executors.newSingleThreadExecutor(runnable -> {
            Thread made = new Thread(runnable, "muster-arrays-" + watch.cluster());
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public List<String> runOnce(View.Overview overview) {
        Instant now = overview.now();
        CompletableFuture<ArrayWatch.Round> running = round;
        List<String> notes = new ArrayList<>();
        if (running != null && running.isDone()) {
            round = null;
            notes.addAll(heard(running));
            next = now.plus(gap);
        } else if (running == null && !now.isBefore(next)) {
            round = CompletableFuture.supplyAsync(() -> watch.runOnce(overview, expected), thread);
            held = now;
        } else if (running != null && !now.isBefore(held.plus(HOLD))) {
            watch.hold();
            held = now;
        }
        return notes;
    }

    /** Whether a round runs that has not ended. */
    boolean busy() {
        return round != null && !round.isDone();
    }

    /** A cluster that cannot be reached now is tried again: its agents go on meanwhile. It is said once. */
    private List<String> heard(CompletableFuture<ArrayWatch.Round> done) {
        try {
            List<String> notes = result(done).notes();
            gap = EVERY;
            return notes;
        } catch (Problem e) {
            if (e.exit() != Problem.UNREACHABLE) {
                throw e;
            }
            boolean first = gap.equals(EVERY);
            gap = first ? AGAIN : PollSchedule.least(gap.multipliedBy(2), AGAIN_AT_MOST);
            return first ? List.of(e.getMessage() + "; trying again (" + e.advice() + ")") : List.of();
        }
    }

    private static ArrayWatch.Round result(CompletableFuture<ArrayWatch.Round> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Waits for the round that runs, if one does; what it had to say is not heard any more. */
    @Override
    public void close() {
        thread.shutdown();
        CompletableFuture<ArrayWatch.Round> running = round;
        if (running != null) {
            try {
                result(running);
            } catch (QueueUnavailableException | Problem e) {
                System.getLogger(ArraysCare.class.getName())
                        .log(System.Logger.Level.DEBUG, "a last round came to nothing", e);
            }
        }
    }
}
