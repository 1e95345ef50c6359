package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.Backoff;
import org.musterhpc.queue.Doubles;
import org.musterhpc.queue.Doubles.Asked;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.model.Stage;

/**
 * Asks for second attempts at tasks that take far longer than the others of their stage, where this agent has room and found
 * nothing to claim. Used by the claiming thread alone.
 */
final class Stragglers {
    /** Of fewer that are done nobody knows what is usual. */
    private static final long ENOUGH = 20;

    private static final double MOST_TASKS = 0.95;
    private static final int TIMES = 2;
    /** Whoever asked last waits so long at the least; as many agents may wait for one task, not all ask at once. */
    private static final long SPREAD = TimeUnit.SECONDS.toNanos(2);

    private static final long KNOWN_FOR = TimeUnit.SECONDS.toNanos(10);

    private final Doubles doubles;
    private final Slots slots;
    private final ClaimPlanner planner;
    private final Diary diary;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Backoff waits = new Backoff(Duration.ofNanos(2 * SPREAD), Duration.ofSeconds(30), random);
    private final Map<String, Known> known = new HashMap<>();
    private long next;
    private boolean awaited;
    private boolean complained;
    private long due;

    /** @param since by the monotonic clock */
    private record Known(RunTimes times, long since) {}

    Stragglers(Doubles doubles, Slots slots, ClaimPlanner planner, Diary diary, long now) {
        this.doubles = doubles;
        this.slots = slots;
        this.planner = planner;
        this.diary = diary;
        this.next = now + random.nextLong(SPREAD);
    }

    /** Beyond what run time a task of a stage takes far longer than the others; null: not known yet. */
    static @Nullable Duration far(RunTimes times, Duration least) {
        if (times.done() < ENOUGH) {
            return null;
        }
        Duration far = times.wallOf(MOST_TASKS).multipliedBy(TIMES);
        return far.compareTo(least) < 0 ? least : far;
    }

    /**
     * Begins one, if it is time to ask and there is one.
     *
     * @param left for what there is room
     * @param now by the monotonic clock
     * @return whether there is something to stay for: one has begun, or one is to be had before an idle agent leaves
     */
    boolean help(ClaimPlanner.Left left, Stay stay, long now) {
        List<Stage> stages = planner.doubling(left, stay.allotment());
        if (stages.isEmpty()) {
            return false;
        }
        if (now >= next) {
            long most = waits.next();
            long wait = Math.max(ask(stages, stay.allotment().offer(), now, most), SPREAD);
            next = now + wait + random.nextLong(SPREAD);
        }
        return awaited && due - now <= stay.linger().toNanos();
    }

    /** In what time to ask again. */
    private long ask(List<Stage> stages, Offer offer, long now, long most) {
        awaited = false;
        for (Stage stage : stages) {
            Duration far = far(stage, now);
            Asked asked = far == null ? null : asked(stage, far, offer);
            Lease given = asked == null ? null : asked.lease().orElse(null);
            if (far != null && given != null) {
                begin(given, far, now);
                return 0;
            }
            await(asked == null ? null : asked.due(), now);
        }
        return awaited ? Math.min(most, due - now) : most;
    }

    /** Null where Redis does not answer, or refuses it: nothing is lost by that, the task is run once. */
    private @Nullable Asked asked(Stage stage, Duration far, Offer offer) {
        try {
            return doubles.ask(stage.name(), far, offer);
        } catch (RuntimeException e) {
            refused(e);
            return null;
        }
    }

    private void refused(RuntimeException e) {
        if (!complained && !(e instanceof QueueUnavailableException)) { // of that the heartbeat tells
            complained = true;
            diary.warn("cannot ask for second attempts at tasks that take long: " + e.getMessage());
        }
    }

    private void begin(Lease given, Duration far, long now) {
        diary.info("begins a second attempt at " + given.id() + ", which another agent has had for more than "
                + far.toSeconds() + " s");
        waits.reset();
        due = now;
        awaited = true;
        slots.arrived(List.of(planner.claimed(given, now)));
    }

    private void await(@Nullable Duration soon, long now) {
        if (soon != null) {
            due = awaited ? Math.min(due, now + soon.toNanos()) : now + soon.toNanos();
            awaited = true;
        }
    }

    private @Nullable Duration far(Stage stage, long now) {
        Duration least = stage.stragglers();
        if (least == null) {
            return null;
        }
        Known last = known.get(stage.name());
        if (last == null || now - last.since() > KNOWN_FOR) {
            last = new Known(times(stage), now);
            known.put(stage.name(), last);
        }
        return far(last.times(), least);
    }

    private RunTimes times(Stage stage) {
        try {
            return doubles.runTimes(stage.name());
        } catch (RuntimeException e) {
            refused(e);
            return RunTimes.NONE;
        }
    }
}
