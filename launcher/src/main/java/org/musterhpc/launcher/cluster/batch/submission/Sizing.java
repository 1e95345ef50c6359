package org.musterhpc.launcher.cluster.batch.submission;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Goal;

/** How many elements are useful: a pure function of what there is to do and of what the site allows. */
public final class Sizing {
    /** As many as a site that gives no limits will not mind. */
    static final int MOST_UNASKED = 256;

    /** An element that has less to do than this is not worth its start. */
    private static final Duration WORTH = Duration.ofMinutes(1);

    /** Of its walltime, what a task is taken to need as long as none has ended. */
    private static final int PART_OF_WALLTIME = 10;

    private Sizing() {}

    /**
     * @param waiting tasks that an agent could begin now or after a back-off
     * @param working tasks that agents have
     * @param walltime of the longest
     * @param taken how long tasks took lately; null: none has ended
     */
    public record Backlog(
            long waiting,
            long working,
            Duration walltime,
            @Nullable Duration taken) {
        Duration expected() {
            Duration known = taken;
            return known == null ? walltime.dividedBy(PART_OF_WALLTIME) : known;
        }
    }

    /**
     * @param slots tasks at a time in one element
     * @param throttle elements at a time; null: no limit of the user's
     * @param site elements that fit onto the partition at a time; null: not known
     * @param queued elements that may be queued at a time; null: not known
     */
    public record Capacity(
            int slots,
            @Nullable Integer throttle,
            @Nullable Integer site,
            @Nullable Integer queued) {}

    /** How many elements there should be, running or waiting. */
    public static int elements(Goal goal, Backlog backlog, Capacity capacity) {
        if (backlog.waiting() == 0) {
            return 0;
        }
        return (int) least(useful(goal, backlog, capacity), capacity.queued());
    }

    private static long useful(Goal goal, Backlog backlog, Capacity capacity) {
        if (goal instanceof Goal.Fixed fixed) {
            return fixed.agents();
        }
        return goal instanceof Goal.PerTask ? backlog.waiting() + backlog.working() : auto(backlog, capacity);
    }

    private static long auto(Backlog backlog, Capacity capacity) {
        long tasks = backlog.waiting() + backlog.working();
        long slots = ceil(tasks, capacity.slots());
        double seconds = Math.max(0.001, backlog.expected().toNanos() / 1e9);
        long worth = (long) Math.ceil(tasks * seconds / capacity.slots() / WORTH.toSeconds());
        long most = least(
                least(capacity.throttle() == null ? MOST_UNASKED : capacity.throttle(), capacity.site()),
                capacity.queued());
        return Math.max(1, Math.min(Math.min(slots, worth), most));
    }

    private static long least(long value, @Nullable Integer limit) {
        return limit == null ? value : Math.min(value, limit);
    }

    static long ceil(long a, long b) {
        return (a + b - 1) / b;
    }
}
