package org.musterhpc.agent.claim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.RetryPolicy;

/**
 * Of which stage to ask how many. Stages are asked in the order of priority; a stage further down is asked in the same
 * breath only where those before it had nothing last time, so that an agent rarely gets more than it has room for.
 */
final class Wishes {
    private static final int MOST = 1000;

    private final List<Stage> order;
    private final Room room;
    private final Set<String> empty = new HashSet<>();

    Wishes(Campaign campaign, Room room) {
        List<Stage> stages = new ArrayList<>(campaign.stages());
        Collections.reverse(stages);
        stages.sort(Comparator.comparingInt(Stage::priority).reversed());
        this.order = List.copyOf(stages);
        this.room = room;
    }

    /**
     * What was claimed, with what it takes here.
     *
     * @param sent when it was asked for, by the monotonic clock
     */
    List<Held> held(List<Lease> leases, long sent) {
        List<Held> held = new ArrayList<>();
        for (Lease lease : leases) {
            Stage stage = stage(lease.stage());
            boolean alone = RetryPolicy.suspect(stage, lease.message());
            held.add(new Held(lease, alone ? room.total() : room.cost(stage), sent, alone));
        }
        return held;
    }

    private Stage stage(String name) {
        return order.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * @param from how many stages have been asked in this round already
     * @return what to ask; the next round of the same question begins behind as many stages
     */
    List<Want> next(int from, int free, int ahead, Allotment allotment) {
        List<Want> wants = new ArrayList<>();
        for (Stage stage : order.subList(from, order.size())) {
            int most = Math.min(MOST, free / room.cost(stage) + ahead);
            if (allotment.fits(stage) && most > 0) {
                wants.add(new Want(stage.name(), most, allotment.offer()));
                if (!empty.contains(stage.name())) {
                    break;
                }
            }
        }
        return wants;
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

    /** Remembers who had something. */
    void answered(List<Want> wants, List<Lease> leases) {
        for (Want want : wants) {
            if (leases.stream().anyMatch(lease -> lease.stage().equals(want.stage()))) {
                empty.remove(want.stage());
            } else {
                empty.add(want.stage());
            }
        }
    }
}
