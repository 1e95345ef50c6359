package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.pool.RecentGoals;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Supply;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Verdict;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Running;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.View.AgentView;
import org.musterhpc.queue.model.ArrayRecord;

/**
 * Cancels elements of a pool: those that have waited in the queue without being needed for as long as an idle agent would have
 * stayed, and those that are too many for whoever stops the pool or scales it down.
 */
final class Withdrawal {
    /** The scheduler is not asked more often for elements that have begun meanwhile. */
    private static final Duration GAP = Duration.ofSeconds(10);
    /** What was cancelled is of interest for so long. */
    private static final Duration SHOWN = Duration.ofMinutes(2);

    private final CampaignArrays arrays;
    private final Site site;
    private final PollSchedule schedule;
    private final RecentGoals goals;
    private Instant next = Instant.EPOCH;
    private int cancelled;
    private @Nullable Instant cancelledAt;

    /** @param idle how long an element may wait that nobody needs */
    Withdrawal(CampaignArrays arrays, Site site, PollSchedule schedule, Duration idle) {
        this.arrays = arrays;
        this.site = site;
        this.schedule = schedule;
        this.goals = new RecentGoals(idle);
    }

    /**
     * Cancels those that wait and were not needed lately; none that has begun.
     *
     * @return the verdict, with what was done, or will be, in words
     */
    Verdict unneeded(Verdict verdict, Supply supply, List<ArrayRecord> live, Instant now, List<String> notes) {
        goals.add(verdict.goal(), now);
        int queued = live.stream().mapToInt(array -> array.seen().pending()).sum();
        int surplus = Math.min(queued, supply.elements() - supply.ending() - verdict.goal());
        List<String> reasons = new ArrayList<>(verdict.reasons());
        Integer highest = goals.highest();
        boolean sure = live.stream().allMatch(array -> array.state() == ArrayRecord.State.SUBMITTED);
        if (surplus > 0 && sure && highest != null && supply.elements() - supply.ending() > highest) {
            if (!now.isBefore(next)) {
                next = now.plus(GAP);
                withdraw(live, highest + supply.ending(), now, notes);
            }
        } else if (surplus > 0) {
            reasons.add(elements(surplus, "waits", "wait") + " in the queue and nobody needs "
                    + (surplus == 1 ? "it: it is" : "them: they are") + " cancelled in "
                    + Math.max(1, goals.rest().toSeconds()) + " s, unless that changes");
        }
        Instant done = cancelledAt;
        if (done != null && now.isBefore(done.plus(SHOWN))) {
            reasons.add(elements(cancelled, "that waited", "that waited") + " in the queue and nobody needed "
                    + (cancelled == 1 ? "was" : "were") + " cancelled "
                    + Duration.between(done, now).toSeconds() + " s ago");
        }
        return new Verdict(verdict.goal(), verdict.submit(), verdict.letGo(), reasons);
    }

    private void withdraw(List<ArrayRecord> live, int stay, Instant now, List<String> notes) {
        int number = canceller(time -> {}).cancelWaiting(spans(live), stay);
        if (number > 0) {
            cancelled = number;
            cancelledAt = now;
            notes.add(elements(number, "that waited", "that waited") + " in the queue of cluster " + site.name()
                    + " and nobody needed " + (number == 1 ? "was" : "were") + " cancelled");
        }
        schedule.news(now); // they have begun or ended meanwhile, or will soon
    }

    /**
     * Cancels all but so many, those that have not begun first; see {@link Canceller}.
     *
     * @return whether the scheduler confirmed that
     */
    boolean allBut(int stay, Pause pause) {
        return canceller(pause).cancel(spans(arrays.submitted()), stay);
    }

    private static List<Surplus.Span> spans(List<ArrayRecord> submitted) {
        return submitted.stream().map(Surplus.Span::of).toList();
    }

    private Canceller canceller(Pause pause) {
        return new Canceller(
                site.scheduler(), pause, jobs -> begun(site.scheduler().states(jobs)));
    }

    /** An element whose agent sends heartbeats has begun, whatever the scheduler says. */
    private Map<String, ArrayStates> begun(Map<String, ArrayStates> said) {
        List<AgentView> agents =
                arrays.agents().stream().filter(AgentView::alive).toList();
        Map<String, ArrayStates> all = new HashMap<>(said);
        all.replaceAll((job, states) -> {
            Map<Integer, AllocationState> elements = new HashMap<>(states.elements());
            agents.forEach(agent -> site.dialect()
                    .index(job, agent.info().allocation())
                    .ifPresent(index -> elements.put(index, new Running())));
            return new ArrayStates(elements, states.others());
        });
        return all;
    }

    private static String elements(int number, String one, String more) {
        return number == 1 ? "1 element " + one : number + " elements " + more;
    }
}
