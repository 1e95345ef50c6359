package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.batch.submission.AtOnce;
import org.musterhpc.launcher.cluster.batch.submission.ElementPlan;
import org.musterhpc.launcher.cluster.batch.submission.ElementSizing;
import org.musterhpc.launcher.cluster.batch.submission.OversizedTasks;
import org.musterhpc.launcher.cluster.batch.submission.Sizing;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.ElementSize;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.State;

/** Submits the elements that a campaign is short of on a cluster. */
final class ArrayScaler {
    /** An array is not worth submitting for less than one part in so many of the elements that are there. */
    private static final int WORTH_AN_ARRAY = 10;

    private static final int ENOUGH_TO_LEARN_FROM = 5;

    private final Site site;
    private final CurrentPlan plans;
    private final ArraySender sender;
    private final Throttles throttles;
    private final OversizedTasks oversized;
    private final CircuitBreaker breaker = new CircuitBreaker();
    /** What had been tried when an array was submitted of which nobody knows whether the scheduler has it. */
    private @Nullable Map<String, Tally> unsure;

    private ElementPlan plan;
    private @Nullable Integer told;
    private String ends = "";

    ArrayScaler(CampaignArrays arrays, Site site, CurrentPlan plans) {
        this.site = site;
        this.plans = plans;
        this.plan = plans.last();
        this.sender = new ArraySender(arrays, site);
        this.throttles = new Throttles(arrays, site);
        this.oversized = new OversizedTasks(arrays);
    }

    /** @param said how elements ended, as the scheduler told last; empty: it told of none */
    void ended(String said) {
        ends = said.isEmpty() ? ends : said;
    }

    ArraySender sender() {
        return sender;
    }

    Throttles throttles() {
        return throttles;
    }

    /** Tasks that an agent could take now or after a back-off. */
    static long waiting(View.Overview overview) {
        return overview.stages().values().stream()
                .mapToLong(
                        tally -> tally.count(State.PENDING) + tally.count(State.DELAYED) + Math.max(0, tally.foreign()))
                .sum();
    }

    /**
     * Submits as many elements as the goal is short of.
     *
     * @param live arrays that may still have elements
     * @param expected tasks that are still to be pushed
     * @return how many elements were submitted
     */
    int fill(Goal goal, List<ArrayRecord> live, View.Overview overview, long expected, List<String> notes)
            throws NoAnswer, NotSent, Refused {
        long waiting = waiting(overview) + expected;
        // While it is not known whether an array is there, no other is sent.
        if (waiting == 0 || live.stream().anyMatch(array -> array.state() == ArrayRecord.State.INTENT)) {
            return 0;
        }
        plan = plans.get();
        Map<String, Tally> stages = overview.stages();
        resolve();
        CircuitBreaker.Hopeless hopeless = breaker.hopeless(live, stages);
        if (hopeless != null) {
            throw hopeless(hopeless);
        }
        Instant now = overview.now();
        if (!breaker.allows(now, live, stages) || !sender.open(now)) {
            return 0;
        }
        boolean one = goal instanceof Goal.PerTask;
        int there = ArrayReconciler.elements(live);
        OversizedTasks.Wanted grown = oversized.beyond(live, stages, overview.agents() == 0 || live.isEmpty());
        Sizing.Backlog backlog = new Sizing.Backlog(
                waiting,
                working(stages),
                ElementSizing.longest(plan.stages()),
                taken(stages),
                AtOnce.of(plan.stages(), stages, expected));
        Sizing.Capacity capacity = plan.capacity(plan.size(ElementSizing.Grown.NOTHING, one, now), now);
        int wanted = Sizing.elements(goal, backlog, capacity);
        limited(wanted, goal, backlog, capacity, notes);
        int missing = wanted - there;
        ArraySender.Request request = new ArraySender.Request(one, live, now, stages, notes);
        if (missing > 0 && missing * WORTH_AN_ARRAY >= there && grown.tasks() < waiting) {
            return submit(missing, ElementSizing.Grown.NOTHING, request);
        }
        if (grown.tasks() > 0) {
            ElementSize larger = plan.size(grown.most(), one, now);
            int elements = Sizing.elements(
                    one ? goal : new Goal.Auto(),
                    new Sizing.Backlog(grown.tasks(), 0, Duration.ofMinutes(10), null),
                    plan.capacity(larger, now));
            notes.add("tasks wait that need more than their stage has; elements that offer it are submitted to cluster "
                    + site.name());
            return submit(elements, grown.most(), request);
        }
        return 0;
    }

    /** Tells where the site admits fewer elements than the user asked for. */
    private void limited(int wanted, Goal goal, Sizing.Backlog backlog, Sizing.Capacity capacity, List<String> notes) {
        Integer most = capacity.queued();
        int asked = Sizing.elements(
                goal, backlog, new Sizing.Capacity(capacity.slots(), capacity.throttle(), capacity.site(), null));
        if (most != null && asked > wanted && !(goal instanceof Goal.Auto) && !most.equals(told)) {
            told = most;
            notes.add("cluster " + site.name() + " lets you have " + most + " jobs at a time: " + wanted + " of "
                    + asked + " elements are submitted, the rest when there is room");
        }
    }

    private int submit(int elements, ElementSizing.Grown grown, ArraySender.Request request)
            throws NoAnswer, NotSent, Refused {
        ArraySender.Sent sent = sender.send(plan, elements, grown, request);
        if (sent.accepted() > 0) {
            breaker.submitted(request.now(), request.stages(), request.live().isEmpty());
        }
        if (sent.unsure()) {
            unsure = request.stages();
        }
        Problem refusal = sent.refusal();
        if (refusal != null) {
            throw refusal;
        }
        return sent.accepted();
    }

    /** Tells the breaker what became of an array that the scheduler did not answer for. */
    private void resolve() {
        Map<String, Tally> open = unsure;
        if (open != null) {
            unsure = null;
            Instant there = sender.resolve();
            if (there != null) {
                breaker.submitted(there, open, true);
            }
        }
    }

    private static long working(Map<String, Tally> stages) {
        return stages.values().stream()
                .mapToLong(tally -> tally.count(State.WORKING))
                .sum();
    }

    /** The mean run time of tasks that are done; before enough are, by Little's law: those at work over those done a second. */
    private static @Nullable Duration taken(Map<String, Tally> stages) {
        long done = stages.values().stream()
                .mapToLong(tally -> tally.runTimes().done())
                .sum();
        if (done >= ENOUGH_TO_LEARN_FROM) {
            return stages.values().stream()
                    .map(tally -> tally.runTimes().wall())
                    .reduce(Duration.ZERO, Duration::plus)
                    .dividedBy(done);
        }
        long ended = stages.values().stream().mapToLong(Tally::finishedLately).sum();
        long working = working(stages);
        if (ended < ENOUGH_TO_LEARN_FROM || working == 0) {
            return null;
        }
        return Duration.ofMillis(working * Tally.WINDOW_S * 1000 / ended);
    }

    private Problem hopeless(CircuitBreaker.Hopeless why) {
        if (why == CircuitBreaker.Hopeless.ALL_LOST) {
            return Problem.failed(
                    "of " + CircuitBreaker.LOST_AT_MOST + " arrays in a row on cluster " + site.name()
                            + " nothing came but tasks that were lost with their nodes"
                            + (ends.isEmpty() ? "" : "; of the last one " + ends),
                    "look at its nodes, or ask the site: a node, an epilogue or a hook may fail each time; then say the"
                            + " same again: it goes on");
        }
        return Problem.failed(
                CircuitBreaker.BARREN_AT_MOST + " arrays in a row ended on cluster " + site.name()
                        + " without running a task",
                plan.lastWords());
    }
}
