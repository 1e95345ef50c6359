package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.launcher.view.Failures;
import org.musterhpc.launcher.view.Progress;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;

/**
 * Follows a campaign from one snapshot to the next, shows it, and runs what reconciles it, until it is complete or somebody stops
 * it. That all has ended it hears of at once: it asks for that alone between two snapshots.
 */
public final class Follower {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** So many turns after it was asked for last it is asked again whether all has ended: a fiftieth of those that there were. */
    private static final int SELDOM = 50;

    private static final int SELDOM_AT_MOST = 3;

    private final Snapshots snapshots;
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
     * @param last what was seen last
     * @param complete whether nothing moves any more; false where it was stopped or halted, the time was over, or tasks are
     *     missing so that it never will be
     * @param endedNow how many tasks ended meanwhile
     */
    public record Followed(Snapshot last, boolean complete, Duration wall, long endedNow) {
        public View.Overview overview() {
            return last.overview();
        }

        /** This one, and another after it. */
        public Followed and(Followed next) {
            return new Followed(next.last, next.complete, wall.plus(next.wall), endedNow + next.endedNow);
        }
    }

    /** @param revive tries to bring a silent server back, where that is ours to do; else does nothing */
    public Follower(Snapshots snapshots, Time time, Stop stop, Runnable revive) {
        this.snapshots = snapshots;
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
        Snapshot last = null;
        long endedBefore = 0;
        boolean draining = false;
        int turn = 0;
        int asked = 0;
        stop.wakes();
        try {
            while (true) {
                Long sent = subject.sent().get();
                boolean ask = sent == null && turn - asked >= Math.min(SELDOM_AT_MOST, turn / SELDOM);
                asked = ask ? turn : asked;
                Snapshot now = patiently(subject.campaign(), last, ask, display);
                View.Overview overview = now.overview();
                Duration elapsed = Duration.between(start, time.clock().instant());
                boolean isNew = now.isNewTo(last);
                long ended = Standing.sum(overview.stages(), Map.of()).ended();
                if (isNew) {
                    pace.see(elapsed.toNanos() / 1e9, ended);
                }
                endedBefore = last == null ? ended : endedBefore;
                last = now;
                display.show(progress(subject, overview, pace, elapsed, sent));
                boolean complete = sent == null && overview.complete();
                boolean over = limit != null && elapsed.compareTo(limit) >= 0;
                boolean stuck = sent == null && overview.stuck();
                if (complete
                        || over
                        || stuck
                        || overview.stands()
                        || stop.wish().compareTo(Stop.Wish.DRAIN) > 0) {
                    return new Followed(now, complete, elapsed, Math.max(0, ended - endedBefore));
                }
                if (stop.requested() && !draining) {
                    draining = true;
                    subject.drain().drain().forEach(display::note);
                }
                if (draining && subject.drain().drained()) {
                    return new Followed(now, false, elapsed, Math.max(0, ended - endedBefore));
                }
                if (isNew) {
                    runOnce(
                            draining
                                    ? reconcilers.stream()
                                            .filter(Reconciler::whileDraining)
                                            .toList()
                                    : reconcilers,
                            overview,
                            display);
                }
                turn++;
                time.pause().pause(TURN);
                if (stop.requested()) {
                    Thread.interrupted(); // it was meant for this pause; what follows must be able to wait
                }
            }
        } finally {
            stop.lets();
            tellRest(reconcilers, display);
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

    /** What came of rounds since the last snapshot; it is over, so whatever went wrong with them is only told. */
    private static void tellRest(List<Reconciler> reconcilers, Display display) {
        for (Reconciler reconciler : reconcilers) {
            try {
                reconciler.rest().forEach(display::note);
            } catch (QueueUnavailableException | Problem e) {
                display.note(String.valueOf(e.getMessage()));
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

    /**
     * Waits for Redis where it does not answer, as agents do: somebody may be restarting it.
     *
     * @param last what was seen last; null: nothing was
     * @param ask whether to ask if all has ended since
     */
    private Snapshot patiently(String campaign, @Nullable Snapshot last, boolean ask, Display display) {
        Instant since = time.clock().instant();
        boolean told = false;
        while (true) {
            try {
                Snapshot now = last == null ? snapshots.anew(campaign) : snapshots.of(campaign);
                if (ask && !now.isNewTo(last) && snapshots.complete(now)) {
                    now = snapshots.anew(campaign);
                }
                if (told) {
                    display.note("Redis answers again");
                }
                return now;
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
