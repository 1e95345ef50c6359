package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.musterhpc.launcher.cluster.batch.Surplus.Span;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Outcome;

/**
 * Looks after one campaign's arrays on one cluster, a round at a time: finds out what became of submissions, hears from
 * the scheduler what has ended, takes back what ended elements held, and submits what is missing. Any number of programs
 * may do so at once: one of them is the watcher, the others' rounds change nothing.
 */
public final class ArrayWatch {
    /** A watcher that is gone is followed by another after this time. */
    static final Duration TERM = Duration.ofSeconds(30);

    private final Post post;
    private final Site site;
    private final ArrayScaler supply;
    private final ArrayPoll poll;
    private final PollSchedule pulse;
    private final Stalemate stalemate = new Stalemate();

    /**
     * Whose arrays, and by whom they are watched.
     *
     * @param watcher unique to this program
     * @param work for taking leases back
     */
    public record Post(String campaign, String watcher, Ledger ledger, View view, WorkQueue work) {}

    /** @param provision makes what is submitted */
    public ArrayWatch(Post post, Site site, Provision provision) {
        this.post = post;
        this.site = site;
        this.supply = new ArrayScaler(post, site, provision);
        this.poll = new ArrayPoll(post, site);
        this.pulse = new PollSchedule(provision.beat());
    }

    /**
     * What a round did.
     *
     * @param watching false where another program is the watcher
     * @param notes what a person should know
     */
    public record Round(boolean watching, int submitted, int released, List<String> notes) {
        static final Round ELSEWHERE = new Round(false, 0, 0, List.of());
        static final Round IDLE = new Round(true, 0, 0, List.of());
    }

    public String campaign() {
        return post.campaign();
    }

    public String cluster() {
        return site.name();
    }

    /** Prolongs the watch; to be said every few seconds while a round may take longer. */
    public boolean hold() {
        return post.ledger().watch(post.campaign(), site.name(), post.watcher(), TERM);
    }

    /** Leaves the watch to others. What is kept of the scheduler's answers goes with the last array. */
    public void letGo() {
        if (poll.jobs().isEmpty()) {
            site.forgetStates();
        }
        post.ledger().unwatch(post.campaign(), site.name(), post.watcher());
    }

    /**
     * One round.
     *
     * @param overview as it was seen just before
     * @param expected how many tasks are still to be pushed
     * @throws Problem where the scheduler refuses what is asked of it, or elements only ever fail
     * @throws org.musterhpc.queue.QueueUnavailableException where Redis does not answer
     */
    public Round runOnce(View.Overview overview, ToLongFunction<View.Overview> expected) {
        Goal goal = post.ledger().goals(post.campaign()).get(site.name());
        if (goal == null) {
            return Round.ELSEWHERE;
        }
        // Whoever has nothing to do here must not keep those from it who have.
        if (live().isEmpty() && ArrayScaler.waiting(overview) + expected.applyAsLong(overview) == 0) {
            return Round.IDLE;
        }
        if (!hold()) {
            return Round.ELSEWHERE;
        }
        List<String> notes = new ArrayList<>();
        settle(overview.now(), notes);
        List<ArrayRecord> arrays = live();
        boolean any = arrays.stream().anyMatch(array -> array.state() == State.SUBMITTED);
        int released = any ? look(arrays, overview, notes) : 0;
        stalemate.check(site.name(), live(), overview.agents(), overview.now());
        int submitted = 0;
        View.Overview again = anew(overview);
        if (!again.paused()) {
            try {
                submitted = supply.fill(goal, live(), again, expected.applyAsLong(again), notes);
            } catch (ShellFailure e) {
                throw e.problem();
            }
        }
        return new Round(true, submitted, released, notes);
    }

    /** The scheduler may have taken its time: an element that it says has ended may have done what was waiting before. */
    private View.Overview anew(View.Overview before) {
        View.Overview now = post.view().overview(post.campaign());
        return new View.Overview(before.now(), now.paused(), now.agents(), now.stages());
    }

    /** All arrays of the campaign there that may still have elements. */
    public List<ArrayRecord> live() {
        return post.ledger().arrays(post.campaign()).stream()
                .filter(array -> array.live() && array.cluster().equals(site.name()))
                .toList();
    }

    /** Whether arrays are there, by whomever, that are as many elements as are wanted; of {@code auto} any will do. */
    public boolean served(Goal goal, View.Overview overview) {
        List<ArrayRecord> live = live();
        int there = live.stream().mapToInt(array -> array.seen().live()).sum();
        int wanted = goal instanceof Goal.Fixed fixed ? fixed.agents() : 1;
        boolean sure = live.stream().allMatch(array -> array.state() == State.SUBMITTED);
        return sure && (there >= wanted || ArrayScaler.waiting(overview) == 0);
    }

    /** Hears from the scheduler anew, so that what has just been cancelled is not counted as being there. */
    public void refresh(Instant now) {
        if (!live().isEmpty()) {
            ask(now, Duration.ZERO, new ArrayList<>());
        }
    }

    private void settle(Instant now, List<String> notes) {
        for (ArrayRecord intent : live()) {
            if (intent.state() == State.INTENT) {
                String what = supply.submitter().resolve(intent, now);
                if (what != null) {
                    notes.add(what);
                    // Its elements may have come and gone while nobody knew of them.
                    pulse.news(now);
                }
            }
        }
        supply.submitter().verify(live(), now);
    }

    /** Asks the scheduler if it is time; returns how many tasks were taken back from what has ended. */
    private int look(List<ArrayRecord> arrays, View.Overview overview, List<String> notes) {
        List<View.AgentView> agents = poll.agents(arrays);
        boolean draining = arrays.stream().noneMatch(array -> array.elements().one());
        pulse.losses(losses(overview), overview.now());
        Duration age = pulse.needed(overview.now(), agents, draining && ArrayScaler.waiting(overview) > 0);
        if (age == null) {
            return 0;
        }
        int taken = ask(overview.now(), age, notes);
        supply.throttles().share(live(), notes);
        return taken;
    }

    private static long losses(View.Overview overview) {
        return overview.stages().values().stream()
                .flatMap(tally -> tally.outcomes().entrySet().stream())
                .filter(count -> count.getKey().blame() == Outcome.Blame.INFRASTRUCTURE)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /**
     * Hears from the scheduler what became of the arrays, whether or not it is time.
     *
     * @param age an answer that is no older is good enough
     * @return how many tasks were taken back
     */
    int ask(Instant now, Duration age, List<String> notes) {
        ArrayPoll.Heard heard = poll.ask(now, age, notes);
        pulse.asked(heard.asked(), heard.known(), heard.fewer());
        supply.ended(heard.ends());
        return heard.taken();
    }

    /**
     * Cancels what is more than wanted, of what has not begun first. Takes some seconds where what runs is too much.
     *
     * @return what to say about it
     * @throws Problem unreachable, where the scheduler does not answer
     */
    public List<String> shrink(int wanted, Instant now, Pause pause) {
        List<String> notes = new ArrayList<>();
        settle(now, notes);
        List<ArrayRecord> arrays = submitted();
        if (!canceller(pause).cancel(arrays.stream().map(Span::of).toList(), wanted)) {
            throw Problem.unreachable(
                    "cluster " + site.name() + " did not confirm that elements are cancelled",
                    "say it again, or look with muster doctor --cluster " + site.name());
        }
        if (!arrays.isEmpty()) {
            ask(post.view().now(), Duration.ZERO, notes);
        }
        return notes;
    }

    private Canceller canceller(Pause pause) {
        List<ArrayRecord> arrays = submitted();
        return new Canceller(
                site.scheduler(),
                pause,
                jobs -> ArrayStatus.beating(site.dialect(), arrays, site.scheduler().states(jobs), poll.agents(arrays)));
    }

    private List<ArrayRecord> submitted() {
        return live().stream().filter(array -> array.state() == State.SUBMITTED).toList();
    }

    /**
     * Cancels all arrays of the campaign there. Takes some seconds where elements run.
     *
     * @return what could not be cancelled for sure
     */
    public List<ArrayRecord> cancel(Instant now, Pause pause) {
        settle(now, new ArrayList<>());
        List<ArrayRecord> arrays = live();
        List<ArrayRecord> submitted = arrays.stream()
                .filter(array -> array.state() == State.SUBMITTED)
                .toList();
        boolean done = canceller(pause).cancel(submitted.stream().map(Span::of).toList(), 0);
        if (done) {
            submitted.forEach(array -> post.ledger()
                    .settle(
                            post.campaign(),
                            State.SUBMITTED,
                            array.seen(
                                    new ArrayRecord.Seen(0, 0, array.elements().count(), "", false), State.ENDED),
                            Duration.ZERO));
        }
        return done
                ? arrays.stream().filter(array -> array.state() == State.INTENT).toList()
                : arrays;
    }
}
