package org.musterhpc.agent.claim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.room.Resources;

/** Claimed tasks that have not begun, in their order; those that must run alone wait apart. {@link Slots} guards it. */
final class Backlog {
    /** Behind so many there is no room for, nobody looks: that is done at the end of each task. */
    private static final int FAR = 64;

    private final Deque<ClaimedTask> ready = new ArrayDeque<>();
    private final Deque<ClaimedTask> apart = new ArrayDeque<>();
    private final PassedOver passedOver = new PassedOver();

    void add(ClaimedTask task) {
        (task.alone() ? apart : ready).add(task);
    }

    boolean anyAlone() {
        return !apart.isEmpty();
    }

    /**
     * How many wait for room. Behind a few that must run alone there may be others on the queue, for which there is room;
     * so those count only where they are as many as there is room for.
     */
    int count(int atOnce) {
        return ready.size() + (apart.size() < atOnce ? 0 : apart.size());
    }

    /**
     * Takes the first task for which there is room. Not the head alone: behind a task that needs more than is free, a
     * smaller one may fit. None goes before a task that has been passed over for too long.
     */
    @Nullable
    ClaimedTask take(Resources free, long now) {
        List<ClaimedTask> before = new ArrayList<>();
        for (Iterator<ClaimedTask> all = ready.iterator(); all.hasNext() && free.cpus() > 0; ) {
            ClaimedTask task = all.next();
            if (free.holds(task.cost())) {
                all.remove();
                before.forEach(large -> passedOver.again(large.lease().id(), now));
                passedOver.over(task.lease().id());
                return task;
            }
            if (due(task, now) || before.size() == FAR) {
                return null;
            }
            before.add(task);
        }
        return null;
    }

    private boolean due(ClaimedTask task, long now) {
        return passedOver.due(task.lease().id(), now);
    }

    /** Whether room is kept for one that has been passed over for too long. */
    boolean anyDue(long now) {
        return !passedOver.none() && ready.stream().anyMatch(task -> due(task, now));
    }

    @Nullable
    ClaimedTask takeAlone() {
        return apart.poll();
    }

    /** Takes out those that were claimed so long ago, but for those that are the next to begin. */
    List<ClaimedTask> takeOlderThan(long age, long now) {
        // Those that are ready stand in the order in which they were claimed: mostly, one look says that there are
        // none.
        ClaimedTask first = ready.peek();
        boolean none = apart.isEmpty() && (first == null || now - first.claimed() <= age);
        return none ? List.of() : takeAll(task -> now - task.claimed() > age && !due(task, now));
    }

    /** Takes out all of which that is true. */
    List<ClaimedTask> takeAll(Predicate<ClaimedTask> which) {
        List<ClaimedTask> taken = new ArrayList<>();
        for (Deque<ClaimedTask> waiting : List.of(ready, apart)) {
            waiting.removeIf(task -> which.test(task) && taken.add(task));
        }
        return taken;
    }
}
