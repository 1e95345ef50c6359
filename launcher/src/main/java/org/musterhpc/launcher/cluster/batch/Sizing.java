package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Goal;

/** How many elements are useful: a pure function of what there is to do and of what the site allows. */
final class Sizing {
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
    record Work(
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
    record Room(
            int slots,
            @Nullable Integer throttle,
            @Nullable Integer site,
            @Nullable Integer queued) {}

    /** How many elements there should be, running or waiting. */
    static int elements(Goal goal, Work work, Room room) {
        if (work.waiting() == 0) {
            return 0;
        }
        return (int) least(useful(goal, work, room), room.queued());
    }

    private static long useful(Goal goal, Work work, Room room) {
        if (goal instanceof Goal.Fixed fixed) {
            return fixed.agents();
        }
        return goal instanceof Goal.PerTask ? work.waiting() + work.working() : auto(work, room);
    }

    private static long auto(Work work, Room room) {
        long tasks = work.waiting() + work.working();
        long slots = ceil(tasks, room.slots());
        double seconds = Math.max(0.001, work.expected().toNanos() / 1e9);
        long worth = (long) Math.ceil(tasks * seconds / room.slots() / WORTH.toSeconds());
        long most = least(least(room.throttle() == null ? MOST_UNASKED : room.throttle(), room.site()), room.queued());
        return Math.max(1, Math.min(Math.min(slots, worth), most));
    }

    private static long least(long value, @Nullable Integer limit) {
        return limit == null ? value : Math.min(value, limit);
    }

    static long ceil(long a, long b) {
        return (a + b - 1) / b;
    }
}
