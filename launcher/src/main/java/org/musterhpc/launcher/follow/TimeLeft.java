package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;

/** Estimates the time left by run times, where tasks are so long that the rate of the last seconds says little. */
public final class TimeLeft {
    /** Agents hold about a second's worth of tasks that they have not begun; of longer tasks, all that they hold run. */
    private static final Duration LONG = Duration.ofSeconds(5);

    private TimeLeft() {}

    /** As {@link #of(Collection)}, else by the rate of late; null: nobody knows, or nothing is to come. */
    public static @Nullable Duration of(Snapshot now) {
        View.Overview overview = now.overview();
        if (overview.complete() || overview.paused()) {
            return null;
        }
        Duration learnt = of(overview.stages().values());
        double rate = now.ratePerS();
        if (learnt != null || rate <= 0) {
            return learnt;
        }
        Standing total = Standing.sum(overview.stages(), Map.of());
        return Duration.ofSeconds(Math.round((total.waiting() + total.working()) / rate));
    }

    /** Null where a stage that has tasks left has none done, where they are short, or where nothing runs. */
    public static @Nullable Duration of(Collection<Tally> stages) {
        long tasks = 0;
        long running = 0;
        double seconds = 0;
        for (Tally tally : stages) {
            long working = tally.count(State.WORKING);
            long waiting = tally.count(State.PENDING) + tally.count(State.DELAYED) + tally.count(State.BLOCKED);
            if (working + waiting > 0 && tally.runTimes().done() == 0) {
                return null;
            }
            double mean = tally.runTimes().mean().toMillis() / 1e3;
            tasks += working + waiting;
            running += working;
            // Those that run are, in the mean, half way.
            seconds += (waiting + working / 2.0) * mean;
        }
        return running == 0 || seconds < tasks * LONG.toSeconds() / 2.0
                ? null
                : Duration.ofMillis(Math.round(seconds * 1_000 / running));
    }
}
