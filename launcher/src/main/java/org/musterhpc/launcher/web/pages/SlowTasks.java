package org.musterhpc.launcher.web.pages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/**
 * Which done tasks of a campaign ran longest. Redis has them by the time at which they ended and in no other order; so each is looked
 * at once, some thousand each time that somebody asks, and the longest are remembered.
 */
final class SlowTasks {
    private static final int KEPT = 10;
    private static final int PAGE = 500;
    private static final int AT_ONCE = 20_000;
    private static final Comparator<Ending> BY_TIME =
            Comparator.comparingDouble(ending -> ending.last().usage().wallS());

    private final Instant created;
    private final Map<String, Place> places = new HashMap<>();
    private final PriorityQueue<Ending> slowest = new PriorityQueue<>(BY_TIME);
    private long looked;

    /** @param created of the campaign: one of the same name that was sent later is another */
    SlowTasks(Instant created) {
        this.created = created;
    }

    /**
     * The last part of a listing that was read.
     *
     * @param taken how many of it have been looked at; more may have come to it since
     */
    private record Place(String after, int taken) {}

    /** @param looked at how many done tasks, all in all */
    record Found(long looked, List<Ending> slowest) {}

    boolean isOf(Campaign campaign) {
        return created.equals(campaign.created());
    }

    /** The longest first, after a look at some more. */
    synchronized Found of(View view, Campaign campaign) {
        int left = AT_ONCE;
        for (Stage stage : campaign.stages()) {
            left = look(view, campaign.name(), stage.name(), left);
        }
        List<Ending> ordered = new ArrayList<>(slowest);
        ordered.sort(BY_TIME.reversed());
        return new Found(looked, ordered);
    }

    private int look(View view, String campaign, String stage, int most) {
        Place place = places.getOrDefault(stage, new Place("", 0));
        int left = most;
        boolean more = true;
        while (more && left > 0) {
            View.TaskPage page = view.page(campaign, stage, State.DONE, place.after(), PAGE);
            int all = page.tasks().size();
            page.tasks().subList(Math.min(place.taken(), all), all).forEach(this::take);
            left -= PAGE;
            more = !page.next().isEmpty();
            place = more ? new Place(page.next(), 0) : new Place(place.after(), all);
        }
        places.put(stage, place);
        return left;
    }

    private void take(View.TaskView task) {
        looked++;
        Ending ending = task.ending();
        if (ending == null) {
            return;
        }
        // One whose output was gone has been done twice.
        slowest.removeIf(known -> known.message().id().equals(ending.message().id()));
        slowest.add(ending);
        if (slowest.size() > KEPT) {
            slowest.poll();
        }
    }
}
