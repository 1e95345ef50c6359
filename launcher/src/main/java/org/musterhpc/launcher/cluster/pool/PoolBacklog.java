package org.musterhpc.launcher.cluster.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Backlog;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** Finds what there is to do in all campaigns of a pool. Campaigns are read once an edition. */
public final class PoolBacklog {
    /** Fewer tells nothing of the others. */
    private static final int ENOUGH_TO_LEARN_FROM = 5;
    /** Of its walltime, what a task is taken to need as long as too few have ended. */
    private static final int PART_OF_WALLTIME = 10;

    private final View view;
    private final boolean perCpu;
    private final Bounding bounding;
    private final Map<String, Campaign> known = new HashMap<>();

    /** How many tasks of a campaign can be under way at a time. */
    @FunctionalInterface
    public interface Bounding {
        long atOnce(List<Stage> stages, Map<String, Tally> tallies);
    }

    /**
     * @param backlog of all campaigns
     * @param tallies of the stages of each campaign that has something to do
     * @param stages of the campaigns that have something to do; of those that are not over where none has
     */
    public record Found(Backlog backlog, List<Stage> stages, Map<String, Map<String, Tally>> tallies) {}

    /** @param perCpu whether a task takes as many slots as it needs processors; else one */
    public PoolBacklog(View view, boolean perCpu, Bounding bounding) {
        this.view = view;
        this.perCpu = perCpu;
        this.bounding = bounding;
    }

    public Found look(List<String> campaigns) {
        Backlog all = Backlog.NONE;
        List<Stage> busy = new ArrayList<>();
        List<Stage> open = new ArrayList<>();
        Map<String, Map<String, Tally>> tallies = new HashMap<>();
        known.keySet().retainAll(campaigns);
        for (String name : campaigns) {
            try {
                View.Overview overview = overview(name);
                Campaign campaign = known.get(name);
                if (overview == null || campaign == null || overview.complete()) {
                    continue;
                }
                Backlog own = of(campaign.stages(), overview);
                open.addAll(campaign.stages());
                if (own.waiting() + own.working() > 0) {
                    busy.addAll(campaign.stages());
                    tallies.put(name, overview.stages());
                    all = plus(all, own);
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                known.remove(name); // damaged, or gone in part: its owner is told by his own commands
            }
        }
        return new Found(all, busy.isEmpty() ? open : busy, tallies);
    }

    private View.@Nullable Overview overview(String name) {
        Campaign campaign = known.get(name);
        View.Overview overview =
                campaign == null ? null : view.overview(campaign).orElse(null);
        if (overview == null) { // new, or another edition
            known.remove(name);
            campaign = view.campaign(name).orElse(null);
            if (campaign != null) {
                known.put(name, campaign);
                overview = view.overview(campaign).orElse(null);
            }
        }
        return overview;
    }

    /** What a campaign brings; one that is paused only what runs. */
    Backlog of(List<Stage> stages, View.Overview overview) {
        long waiting = 0;
        long working = 0;
        long places = 0;
        double seconds = 0;
        for (Stage stage : stages) {
            Tally tally = overview.stages().get(stage.name());
            if (tally != null) {
                long waits = overview.paused()
                        ? 0
                        : tally.count(State.PENDING) + tally.count(State.DELAYED) + Math.max(0, tally.foreign());
                long runs = tally.count(State.WORKING);
                int width = perCpu ? stage.limits().cpus() : 1;
                waiting += waits;
                working += runs;
                places += (waits + runs) * width;
                seconds +=
                        (double) (waits + runs) * width * expected(stage, tally).toMillis() / 1e3;
            }
        }
        long atOnce = bounding.atOnce(stages, overview.stages());
        long tasks = waiting + working;
        if (tasks > atOnce) {
            places = Math.max(1, (long) ((double) places * atOnce / tasks));
        }
        return new Backlog(waiting, working, places, Duration.ofMillis((long) (seconds * 1e3)));
    }

    private static Duration expected(Stage stage, Tally tally) {
        return tally.runTimes().done() >= ENOUGH_TO_LEARN_FROM
                ? tally.runTimes().wall().dividedBy(tally.runTimes().done())
                : stage.limits().walltime().dividedBy(PART_OF_WALLTIME);
    }

    private static Backlog plus(Backlog a, Backlog b) {
        return new Backlog(
                a.waiting() + b.waiting(),
                a.working() + b.working(),
                a.places() + b.places(),
                a.work().plus(b.work()));
    }
}
