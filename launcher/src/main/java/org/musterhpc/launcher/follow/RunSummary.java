package org.musterhpc.launcher.follow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.Summary;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** Gathers what a person is told at the end of a run. */
public final class RunSummary {
    /** Up to here, the records of all tasks are read: a second at the most. */
    private static final long READ_AT_MOST = 50_000;

    private static final int SLOWEST = 3;
    private static final int FAILURES = 5;

    private final View view;
    private final Function<Attempt, @Nullable String> lastLine;

    /** @param lastLine of what an attempt printed; null where it cannot be had, which the summary does without */
    public RunSummary(View view, Function<Attempt, @Nullable String> lastLine) {
        this.view = view;
        this.lastLine = lastLine;
    }

    /** @param logs where the output is, or how to see it */
    public Summary summary(String campaign, Follower.Followed followed, String logs) {
        View.Overview overview = followed.overview();
        Standing total = Standing.sum(overview.stages(), Map.of());
        return new Summary(
                campaign,
                overview.stages(),
                followed.wall(),
                followed.endedNow(),
                total.ended() <= READ_AT_MOST ? records(campaign) : null,
                total.dead() > 0 ? failures(campaign) : List.of(),
                logs);
    }

    private Summary.@Nullable Records records(String campaign) {
        Map<String, Double> cpu = new HashMap<>();
        Comparator<Ending> byTime =
                Comparator.comparingDouble(ending -> ending.last().usage().wallS());
        PriorityQueue<Ending> slowest = new PriorityQueue<>(byTime);
        view.endings(campaign, null, ending -> {
            cpu.merge(ending.stage(), ending.last().usage().cpuS(), Double::sum);
            slowest.add(ending);
            if (slowest.size() > SLOWEST) {
                slowest.poll();
            }
        });
        List<Ending> ordered = new ArrayList<>(slowest);
        ordered.sort(byTime.reversed());
        return new Summary.Records(cpu, ordered);
    }

    private List<Summary.Failure> failures(String campaign) {
        List<Summary.Failure> failures = new ArrayList<>();
        FirstFew.<View.TaskView>atMost(FAILURES, sink -> view.tasks(campaign, null, Set.of(State.DEAD), sink), task -> {
            Ending ending = task.ending();
            if (ending != null) {
                // Of what was never begun, only those who should have begun it have said anything.
                boolean begun = ending.last().outcome() != Outcome.START_FAILED;
                failures.add(new Summary.Failure(ending, begun ? lastLine.apply(ending.last()) : null));
            }
        });
        return failures;
    }
}
