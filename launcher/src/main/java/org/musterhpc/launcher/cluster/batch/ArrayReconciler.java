package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.cluster.batch.Surplus.Span;
import org.musterhpc.launcher.cluster.batch.scheduler.ArrayPoll;
import org.musterhpc.launcher.cluster.batch.scheduler.ArrayStatus;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.batch.scheduler.Stalemate;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Outcome;

/**
 * Looks after one campaign's arrays on one cluster, a round at a time: finds out whether the scheduler has what was
 * submitted, asks it which elements have ended, takes back what those held, and submits what is missing. Any number of
 * programs may do so at once: one of them has the watch, and the others' rounds change nothing.
 */
final class ArrayReconciler {
    private final CampaignArrays arrays;
    private final Site site;
    private final ArrayScaler scaler;
    private final ArrayPoll poll;
    private final PollSchedule schedule;
    private final Stalemate stalemate = new Stalemate();
    private boolean watching;

    /** @param plans say what is submitted */
    ArrayReconciler(CampaignArrays arrays, Site site, CurrentPlan plans) {
        this.arrays = arrays;
        this.site = site;
        this.scaler = new ArrayScaler(arrays, site, plans);
        this.poll = new ArrayPoll(arrays, site);
        this.schedule = new PollSchedule(plans.last().beat());
    }

    /**
     * One round.
     *
     * @param overview as it was seen just before
     * @param expected how many tasks are still to be pushed
     * @throws Problem where the scheduler refuses what is asked of it, or elements only ever fail
     * @throws org.musterhpc.queue.QueueUnavailableException where Redis does not answer
     */
    Round runOnce(View.Overview overview, ToLongFunction<View.Overview> expected) {
        Goal goal = arrays.goal();
        if (goal == null) {
            return Round.ELSEWHERE;
        }
        // A program that has nothing to do here must not keep others from it who have.
        if (ArrayScaler.waiting(overview) + expected.applyAsLong(overview) == 0
                && arrays.live().isEmpty()) {
            return Round.IDLE;
        }
        boolean before = watching;
        watching = arrays.watch();
        if (!watching) {
            return Round.ELSEWHERE;
        }
        // Of what another program did while it had the watch, an overview of before does not tell.
        boolean stale = !before;
        List<String> notes = new ArrayList<>();
        List<ArrayRecord> live = settle(overview.now(), notes);
        int released = 0;
        if (live.stream().anyMatch(array -> array.state() == State.SUBMITTED)) {
            Duration age = due(live, overview);
            if (age != null) {
                stale = true;
                released = ask(overview.now(), age, notes);
                scaler.throttles().share(arrays.live(), notes);
                live = arrays.live();
            }
        }
        stalemate.check(site.name(), live, overview.agents(), overview.now());
        View.Overview later = stale ? anew(overview) : overview;
        int submitted = 0;
        if (!later.paused()) {
            try {
                submitted = scaler.fill(goal, live, later, expected.applyAsLong(later), notes);
            } catch (ShellFailure e) {
                throw e.problem();
            }
        }
        return new Round(true, submitted, released, notes);
    }

    /** The tallies may have changed while the scheduler answered: an element that has ended may have run what waited before. */
    private View.Overview anew(View.Overview before) {
        View.Overview now = arrays.overview();
        // The round keeps its time: ages of answers count from its start.
        return new View.Overview(before.now(), now.paused(), now.agents(), now.stages());
    }

    /**
     * Whether as many elements as are wanted are there, whoever submitted them; for a goal without a number, whether any is.
     */
    boolean served(Goal goal, View.Overview overview) {
        List<ArrayRecord> live = arrays.live();
        int wanted = goal instanceof Goal.Fixed fixed ? fixed.agents() : 1;
        boolean sure = live.stream().allMatch(array -> array.state() == State.SUBMITTED);
        return sure && (elements(live) >= wanted || ArrayScaler.waiting(overview) == 0);
    }

    static int elements(List<ArrayRecord> arrays) {
        return arrays.stream().mapToInt(array -> array.seen().live()).sum();
    }

    /** Asks the scheduler anew, so that what has just been cancelled is not counted as being there. */
    void refresh(Instant now) {
        if (!arrays.live().isEmpty()) {
            ask(now, Duration.ZERO, new ArrayList<>());
        }
    }

    /**
     * Finds out what became of submissions without an answer, and checks those that nobody checked.
     *
     * @return arrays that may have elements
     */
    private List<ArrayRecord> settle(Instant now, List<String> notes) {
        List<ArrayRecord> live = arrays.live();
        boolean settled = scaler.sender().settle(live, now, notes);
        if (settled) {
            // Its elements may have come and gone while nobody knew of them.
            schedule.news(now);
        }
        live = settled ? arrays.live() : live;
        scaler.sender().verify(live, now);
        return live;
    }

    /** How old an answer of the scheduler may be that this round needs; null: it needs none. */
    private @Nullable Duration due(List<ArrayRecord> live, View.Overview overview) {
        List<View.AgentView> agents = poll.agents(live);
        boolean draining = live.stream().noneMatch(array -> array.elements().one());
        schedule.losses(losses(overview), overview.now());
        return schedule.needed(overview.now(), agents, draining && ArrayScaler.waiting(overview) > 0);
    }

    private static long losses(View.Overview overview) {
        return overview.stages().values().stream()
                .flatMap(tally -> tally.outcomes().entrySet().stream())
                .filter(count -> count.getKey().blame() == Outcome.Blame.INFRASTRUCTURE)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /**
     * Asks the scheduler how the arrays are.
     *
     * @param age an answer that is no older is good enough
     * @return how many tasks were taken back
     */
    private int ask(Instant now, Duration age, List<String> notes) {
        ArrayPoll.Heard heard = poll.ask(now, age, notes);
        schedule.asked(heard.asked(), heard.known(), heard.fewer());
        scaler.ended(heard.ends());
        return heard.taken();
    }

    /**
     * Cancels elements that are more than wanted, those that have not begun first. Takes some seconds where elements run.
     *
     * @return what to say about it
     * @throws Problem unreachable, where the scheduler does not answer
     */
    List<String> shrink(int wanted, Instant now, Pause pause) {
        List<String> notes = new ArrayList<>();
        settle(now, notes);
        List<ArrayRecord> submitted = arrays.submitted();
        if (!cancelled(submitted, wanted, pause)) {
            throw Problem.unreachable(
                    "cluster " + site.name() + " did not confirm that elements are cancelled",
                    "say it again, or look with muster doctor --cluster " + site.name());
        }
        if (!submitted.isEmpty()) {
            ask(arrays.view().now(), Duration.ZERO, notes);
        }
        return notes;
    }

    private boolean cancelled(List<ArrayRecord> submitted, int wanted, Pause pause) {
        return new Canceller(
                        site.scheduler(),
                        pause,
                        jobs -> ArrayStatus.beating(
                                site.dialect(), submitted, site.scheduler().states(jobs), agents(submitted)))
                .cancel(submitted.stream().map(Span::of).toList(), wanted);
    }

    /** Of a campaign that is not whole, whose arrays can be cancelled all the same, the scheduler alone tells. */
    private List<View.AgentView> agents(List<ArrayRecord> submitted) {
        try {
            return poll.agents(submitted);
        } catch (LostCampaignException | DamagedException e) {
            return List.of();
        }
    }

    /**
     * Cancels all arrays of the campaign there. Takes some seconds where elements run.
     *
     * @return how many the scheduler did not confirm to be gone
     */
    int cancel(Instant now, Pause pause) {
        settle(now, new ArrayList<>());
        List<ArrayRecord> live = arrays.live();
        List<ArrayRecord> submitted =
                live.stream().filter(array -> array.state() == State.SUBMITTED).toList();
        if (!cancelled(submitted, 0, pause)) {
            return live.size();
        }
        submitted.forEach(array -> arrays.settle(
                State.SUBMITTED,
                array.seen(new ArrayRecord.Seen(0, 0, array.elements().count(), "", false), State.ENDED)));
        return live.size() - submitted.size();
    }

    /** Lets the watch and the connection go. What is kept of the scheduler's answers goes with the last array. */
    void close() {
        if (arrays.jobs().isEmpty()) {
            site.forgetStates();
        }
        arrays.close();
    }
}
