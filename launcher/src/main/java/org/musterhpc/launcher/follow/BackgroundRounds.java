package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;

/**
 * Rounds of a {@link Fleet} on a thread of their own: a scheduler may take a minute to answer, and whoever follows the
 * campaign must not wait for it.
 */
public final class BackgroundRounds implements Reconciler, AutoCloseable {
    /** A little less than from one snapshot to the next, so that each can have its round. */
    private static final Duration EVERY = Duration.ofMillis(900);

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration AGAIN_AT_MOST = Duration.ofMinutes(1);
    /** A fifth of the time after which another program takes a fleet over. */
    private static final Duration HOLD = Duration.ofSeconds(6);

    private final Fleet fleet;
    private final ExecutorService thread;
    private @Nullable CompletableFuture<Round> round;
    private Instant begun = Instant.EPOCH;
    private Instant next = Instant.EPOCH;
    private Duration gap = EVERY;
    private Instant held = Instant.EPOCH;

    public BackgroundRounds(Fleet fleet) {
        this.fleet = fleet;
        this.thread = Executors.newSingleThreadExecutor(runnable -> {
            Thread made = new Thread(runnable, "muster-fleet-" + fleet.cluster());
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins a round if it is time, and tells what the last one had to say. */
    @Override
    public List<String> runOnce(View.Overview overview) {
        Instant now = overview.now();
        CompletableFuture<Round> running = round;
        List<String> notes = List.of();
        if (running != null && running.isDone()) {
            round = null;
            notes = notes(running);
            running = null;
            next = gap.equals(EVERY) ? begun.plus(EVERY) : now.plus(gap);
        }
        if (running == null && !now.isBefore(next)) {
            round = CompletableFuture.supplyAsync(() -> fleet.runOnce(overview), thread);
            begun = now;
            held = now;
        } else if (running != null && !now.isBefore(held.plus(HOLD))) {
            fleet.hold();
            held = now;
        }
        return notes;
    }

    @Override
    public List<String> rest() {
        CompletableFuture<Round> last = round;
        if (last == null || !last.isDone()) {
            return List.of();
        }
        round = null;
        return notes(last);
    }

    /** Whether a round runs that has not ended. */
    public boolean busy() {
        return round != null && !round.isDone();
    }

    /** A cluster that cannot be reached is tried again, ever more seldom: its agents go on meanwhile. It is told once. */
    private List<String> notes(CompletableFuture<Round> done) {
        try {
            List<String> notes = result(done).notes();
            gap = EVERY;
            return notes;
        } catch (Problem e) {
            if (e.exit() != Problem.UNREACHABLE) {
                throw e;
            }
            boolean first = gap.equals(EVERY);
            Duration twice = gap.multipliedBy(2);
            gap = first ? AGAIN : twice.compareTo(AGAIN_AT_MOST) < 0 ? twice : AGAIN_AT_MOST;
            return first ? List.of(e.getMessage() + "; trying again (" + e.advice() + ")") : List.of();
        }
    }

    private static Round result(CompletableFuture<Round> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Waits for the round that runs, if one does; tells what it, or the one before, had to say. */
    public List<String> end() {
        thread.shutdown();
        CompletableFuture<Round> last = round;
        round = null;
        if (last == null) {
            return List.of();
        }
        try {
            return result(last).notes();
        } catch (QueueUnavailableException | LostCampaignException | Problem e) {
            System.getLogger(BackgroundRounds.class.getName())
                    .log(System.Logger.Level.DEBUG, "a last round came to nothing", e);
            return List.of();
        }
    }

    /** The same where nobody is there to hear it. */
    @Override
    public void close() {
        end();
    }
}
