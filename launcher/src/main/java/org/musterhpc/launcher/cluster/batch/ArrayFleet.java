package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Goal;

/** Agents in the elements of arrays: they go on without the program that submitted them. */
final class ArrayFleet implements Fleet {
    /** Another program that has the watch submits, or is followed by this one, within its term. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Goal NONE = new Goal.Fixed(0);

    private final Site site;
    private final CampaignArrays arrays;
    private final ArrayReconciler reconciler;
    private final Map<String, Long> tasks;
    private final Notes notes;
    private final Time time;
    private boolean detached;

    /** @param tasks how many tasks each stage will have that waits for no other, where they are still to be pushed */
    ArrayFleet(Site site, CampaignArrays arrays, CurrentPlan plans, Map<String, Long> tasks, Notes notes, Time time) {
        this.site = site;
        this.arrays = arrays;
        this.reconciler = new ArrayReconciler(arrays, site, plans);
        this.tasks = Map.copyOf(tasks);
        this.notes = notes;
        this.time = time;
    }

    @Override
    public String cluster() {
        return site.name();
    }

    @Override
    public Round runOnce(View.Overview overview) {
        return reconciler.runOnce(overview, this::expected);
    }

    /** Tasks that are not on the queues yet. */
    private long expected(View.Overview overview) {
        return tasks.entrySet().stream()
                .mapToLong(entry -> {
                    Tally tally = overview.stages().get(entry.getKey());
                    return tally == null || tally.sealed() ? 0 : Math.max(0, entry.getValue() - tally.pushed());
                })
                .sum();
    }

    @Override
    public void hold() {
        arrays.watch();
    }

    @Override
    public void refresh() {
        reconciler.refresh(arrays.view().now());
    }

    /** Submits as many elements as were asked for before, or as the cluster's settings say. */
    void submit() {
        Goal before = arrays.goal();
        submit(before == null ? site.settings().arrays().goal() : before);
    }

    /** The first round is at once, so that a scheduler that refuses is heard before a task is sent. */
    private void submit(Goal goal) {
        arrays.goal(goal);
        Notes.Open told = notes.during("submitting to cluster " + site.name());
        try {
            Patience patience = time.patience(PATIENCE);
            boolean waited = false;
            do {
                View.Overview overview = arrays.overview();
                Round round = runOnce(overview);
                round.notes().forEach(notes::note);
                if (round.watching() || reconciler.served(goal, overview)) {
                    return;
                }
                if (!waited) {
                    notes.note("another program looks after cluster " + site.name() + " for " + arrays.campaign()
                            + ": waiting until it submits, or is gone");
                    waited = true;
                }
            } while (patience.lasts());
        } catch (Problem e) {
            detach();
            throw e;
        } finally {
            told.close();
        }
    }

    @Override
    public List<String> scale(Goal goal) {
        if (goal.equals(NONE)) {
            arrays.goal(goal);
        } else {
            refresh();
            submit(goal);
        }
        return goal instanceof Goal.Fixed fixed
                ? reconciler.shrink(fixed.agents(), arrays.overview().now(), time.pause())
                : List.of();
    }

    @Override
    public int agents() {
        return ArrayReconciler.elements(arrays.live());
    }

    @Override
    public String where() {
        List<ArrayRecord> live = arrays.live();
        return live.isEmpty()
                ? ""
                : " in " + (live.size() == 1 ? "array " : live.size() + " arrays, ") + jobs(live) + " on cluster "
                        + site.name();
    }

    private static String jobs(List<ArrayRecord> arrays) {
        List<String> jobs = arrays.stream()
                .map(array -> array.job().isEmpty() ? array.name() : array.job())
                .toList();
        return jobs.size() <= 3
                ? String.join(", ", jobs)
                : String.join(", ", jobs.subList(0, 2)) + " … " + jobs.get(jobs.size() - 1);
    }

    /** Elements outlive this program: nothing more is submitted from here, and they go on. */
    @Override
    public List<String> drain() {
        if (detached) {
            return List.of();
        }
        detach();
        int elements = agents();
        return elements == 0
                ? List.of()
                : List.of((elements == 1 ? "1 element goes" : elements + " elements go") + " on" + where()
                        + "; end them with: muster scale " + arrays.campaign() + " --cluster " + site.name()
                        + " --elements 0");
    }

    @Override
    public boolean drained() {
        return true;
    }

    @Override
    public List<String> stop(Duration grace) {
        return drain();
    }

    /** Ends none: elements are the scheduler's. */
    @Override
    public int abandon() {
        return 0;
    }

    @Override
    public void detach() {
        if (!detached) {
            detached = true;
            reconciler.close();
        }
    }

    @Override
    public int finish(Duration leaving) {
        await(leaving);
        return cancel();
    }

    @Override
    public int finishEnded() {
        await(LEAVING);
        if (!arrays.live().isEmpty() && arrays.goesOn()) {
            detach();
            return 0;
        }
        return cancel();
    }

    private void await(Duration leaving) {
        Patience patience = time.patience(leaving);
        boolean waiting = !leaving.isZero();
        while (waiting && arrays.agents().stream().anyMatch(View.AgentView::alive)) {
            waiting = patience.lasts();
        }
    }

    private int cancel() {
        // By Redis' own time: there may be no overview of a campaign that is not whole.
        int left = reconciler.cancel(arrays.view().now(), time.pause());
        detach();
        return left;
    }
}
