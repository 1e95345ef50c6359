package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.launcher.view.Failures;
import org.musterhpc.launcher.view.Progress;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;

/** Looks at a campaign ten times a second, shows it, and runs what reconciles it, until it is complete or somebody stops it. */
public final class Follower {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final View view;
    private final Time time;
    private final Stop stop;
    private final Runnable revive;

    /**
     * What is followed.
     *
     * @param tasks how many tasks each stage will have, where the launcher knows
     * @param sent how many were sent so far; null: all were
     * @param drain what has to end before it is left
     */
    public record Subject(String campaign, Map<String, Long> tasks, Supplier<@Nullable Long> sent, Drain drain) {}

    /**
     * @param overview the last that was seen
     * @param complete whether nothing moves any more; false where it was stopped or halted, the time was over, or tasks are
     *     missing so that it never will be
     * @param endedNow how many tasks ended meanwhile
     */
    public record Followed(View.Overview overview, boolean complete, Duration wall, long endedNow) {}

    /** @param revive tries to bring a silent server back, where that is ours to do; else does nothing */
    public Follower(View view, Time time, Stop stop, Runnable revive) {
        this.view = view;
        this.time = time;
        this.stop = stop;
        this.revive = revive;
    }

    /**
     * @param limit give up after this time; null: never
     * @throws QueueUnavailableException where Redis has not answered for a minute
     */
    public Followed follow(Subject subject, List<Reconciler> reconcilers, Display display, @Nullable Duration limit) {
        Instant start = time.clock().instant();
        Rate pace = new Rate();
        long endedBefore = -1;
        boolean draining = false;
        stop.wakes();
        try {
            while (true) {
                View.Overview overview = patiently(subject.campaign(), display);
                Duration elapsed = Duration.between(start, time.clock().instant());
                Long sent = subject.sent().get();
                Progress progress = progress(subject, overview, pace, elapsed, sent);
                long ended = progress.total().ended();
                endedBefore = endedBefore < 0 ? ended : endedBefore;
                display.show(progress);
                boolean complete = sent == null && overview.complete();
                boolean over = limit != null && elapsed.compareTo(limit) >= 0;
                boolean stuck = sent == null && overview.stuck();
                if (complete
                        || over
                        || stuck
                        || overview.stands()
                        || stop.wish().compareTo(Stop.Wish.DRAIN) > 0) {
                    return new Followed(overview, complete, elapsed, Math.max(0, ended - endedBefore));
                }
                if (stop.requested() && !draining) {
                    draining = true;
                    subject.drain().drain().forEach(display::note);
                }
                if (draining && subject.drain().drained()) {
                    return new Followed(overview, false, elapsed, Math.max(0, ended - endedBefore));
                }
                runOnce(
                        draining
                                ? reconcilers.stream()
                                        .filter(Reconciler::whileDraining)
                                        .toList()
                                : reconcilers,
                        overview,
                        display);
                time.pause().pause(TURN);
                if (stop.requested()) {
                    Thread.interrupted(); // it was meant for this pause; what follows must be able to wait
                }
            }
        } finally {
            stop.lets();
            display.close();
        }
    }

    /** Where Redis does not answer one of them, the next look waits for Redis, or gives up. */
    private static void runOnce(List<Reconciler> reconcilers, View.Overview overview, Display display) {
        for (Reconciler reconciler : reconcilers) {
            try {
                reconciler.runOnce(overview).forEach(display::note);
            } catch (QueueUnavailableException e) {
                display.note(e.getMessage() + "; trying again");
            }
        }
    }

    private static Progress progress(
            Subject subject, View.Overview overview, Rate pace, Duration elapsed, @Nullable Long sent) {
        Map<String, Standing> stages = new LinkedHashMap<>();
        overview.stages()
                .forEach((name, tally) ->
                        stages.put(name, Standing.of(tally, subject.tasks().getOrDefault(name, 0L))));
        Standing total = Standing.sum(stages.values());
        pace.see(elapsed.toNanos() / 1e9, total.ended());
        Duration learnt = TimeLeft.of(overview.stages().values());
        Duration left = learnt == null ? pace.left(total.waiting() + total.working()) : learnt;
        return new Progress(
                subject.campaign(),
                stages,
                new Progress.Pace(pace.perSecond(), left, elapsed),
                overview.agents(),
                overview.paused(),
                Failures.of(overview.stages().values()),
                sent);
    }

    /** Waits for Redis where it does not answer, as agents do: somebody may be restarting it. */
    private View.Overview patiently(String campaign, Display display) {
        Instant since = time.clock().instant();
        boolean told = false;
        while (true) {
            try {
                View.Overview overview = view.overview(campaign);
                if (told) {
                    display.note("Redis answers again");
                }
                return overview;
            } catch (QueueUnavailableException e) {
                Duration waited = Duration.between(since, time.clock().instant());
                if (stop.requested() || waited.compareTo(PATIENCE) > 0) {
                    throw e;
                }
                if (!told) {
                    display.note(e.getMessage() + "; trying again for a minute, agents go on meanwhile");
                    told = true;
                }
                revive.run();
                time.pause().pause(TURN.multipliedBy(5));
            }
        }
    }
}
