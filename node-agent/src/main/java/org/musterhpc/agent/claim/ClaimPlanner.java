package org.musterhpc.agent.claim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.RetryPolicy;

/**
 * Of which stage to ask how many. Stages are asked in the order of priority; a stage further down is asked in the same
 * breath only where those before it had nothing last time, so that an agent rarely gets more than it has room for. A stage
 * whose tasks have not fitted for a while is asked for one all the same: {@link Backlog} then keeps room for it.
 */
final class ClaimPlanner {
    private static final int MOST = 1000;

    private List<Stage> order = List.of();
    private final Capacity capacity;
    private final @Nullable Want only;
    private final Set<String> empty = new HashSet<>();
    private final PassedOver passedOver = new PassedOver();

    /** @param only the task that is wanted, and no other; null: any */
    ClaimPlanner(Campaign campaign, Capacity capacity, @Nullable Want only) {
        this.capacity = capacity;
        this.only = only;
        take(campaign);
    }

    /** Claims by this edition. */
    final void take(Campaign campaign) {
        List<Stage> stages = new ArrayList<>(campaign.stages());
        Collections.reverse(stages);
        stages.sort(Comparator.comparingInt(Stage::priority).reversed());
        this.order = List.copyOf(stages);
    }

    /** What is left to be claimed, after so many stages were asked. */
    record Left(Resources free, int ahead, int asked) {
        static final Left NOTHING = new Left(Resources.NONE, 0, 0);

        /** What is left once these have come. */
        Left after(List<ClaimedTask> claimed, int asked) {
            Resources room = free;
            int places = ahead;
            for (ClaimedTask task : claimed) {
                if (!task.alone() && room.holds(task.cost())) {
                    room = room.minus(task.cost());
                } else {
                    places--;
                }
            }
            return new Left(room, places, asked);
        }
    }

    /** What to ask; nothing where nothing fits, or no stage is left. */
    List<Want> wants(Left left, Allotment allotment, long now) {
        if (only != null) {
            boolean room = allotment.fits(stage(only.stage())) && most(stage(only.stage()), left, now) > 0;
            return left.asked() == 0 && room ? List.of(only) : List.of();
        }
        List<Want> wants = new ArrayList<>();
        for (Stage stage : order.subList(left.asked(), order.size())) {
            int most = allotment.fits(stage) ? most(stage, left, now) : 0;
            if (most > 0) {
                wants.add(new Want(stage.name(), most, allotment.offer()));
                if (!empty.contains(stage.name())) {
                    break;
                }
            }
        }
        return wants;
    }

    /** Of which stages a second attempt at a task may be begun at once. */
    List<Stage> doubling(Left left, Allotment allotment) {
        return order.stream()
                .filter(stage -> only == null && stage.stragglers() != null && allotment.fits(stage))
                .filter(stage -> left.free().times(capacity.cost(stage)) > 0)
                .toList();
    }

    private int most(Stage stage, Left left, long now) {
        int most = Math.min(MOST, left.free().times(capacity.cost(stage)) + ahead(stage, left));
        return most == 0 && left.free().cpus() > 0 && passedOver.due(stage.name(), now) ? 1 : most;
    }

    /** What waits here is under way, too: where that is bounded, or begins by a rate, others may be free for it sooner. */
    private static int ahead(Stage stage, Left left) {
        return stage.bounds().none() ? left.ahead() : 0;
    }

    /**
     * What was claimed, with what it takes here; remembers which stages had something, and which were not asked though some
     * of others were claimed.
     *
     * @param sent when it was asked for, by the monotonic clock
     */
    List<ClaimedTask> answered(List<Want> wants, List<Lease> leases, long sent) {
        Set<String> found = new HashSet<>();
        leases.forEach(lease -> found.add(lease.stage()));
        for (Want want : wants) {
            if (found.contains(want.stage())) {
                empty.remove(want.stage());
            } else {
                empty.add(want.stage());
            }
        }
        note(wants, found, sent);
        return leases.stream().map(lease -> claimed(lease, sent)).toList();
    }

    /** Stages before the last one that had something were passed over, unless they were asked. */
    private void note(List<Want> wants, Set<String> found, long now) {
        wants.forEach(want -> passedOver.over(want.stage()));
        int last = order.size() - 1;
        while (last >= 0 && !found.contains(order.get(last).name())) {
            last--;
        }
        for (Stage stage : order.subList(0, Math.max(0, last))) {
            if (wants.stream().noneMatch(want -> want.stage().equals(stage.name()))) {
                passedOver.again(stage.name(), now);
            }
        }
    }

    ClaimedTask claimed(Lease lease, long sent) {
        Stage stage = stage(lease.stage());
        boolean alone = RetryPolicy.suspect(stage, lease.message());
        Resources cost = alone ? capacity.total() : capacity.cost(stage, lease.message());
        return new ClaimedTask(lease, cost, sent, alone);
    }

    private Stage stage(String name) {
        return order.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Behind how many stages the last of these stands. */
    int behind(List<Want> wants) {
        String last = wants.get(wants.size() - 1).stage();
        int at = 0;
        while (!order.get(at).name().equals(last)) {
            at++;
        }
        return at + 1;
    }
}
