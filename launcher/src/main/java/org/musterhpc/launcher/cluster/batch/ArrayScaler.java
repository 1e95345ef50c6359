package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.batch.submission.AtOnce;
import org.musterhpc.launcher.cluster.batch.submission.Chunks;
import org.musterhpc.launcher.cluster.batch.submission.ElementPlan;
import org.musterhpc.launcher.cluster.batch.submission.ElementSizing;
import org.musterhpc.launcher.cluster.batch.submission.OversizedTasks;
import org.musterhpc.launcher.cluster.batch.submission.Sizing;
import org.musterhpc.launcher.cluster.batch.submission.Submitter;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.ElementSize;
import org.musterhpc.queue.model.ArrayRecord.Elements;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.State;

/** Submits the elements that a campaign is short of on a cluster. */
final class ArrayScaler {
    /** An array is not worth submitting for less than one part in so many of the elements that are there. */
    private static final int WORTH_AN_ARRAY = 10;

    private static final int ENOUGH_TO_LEARN_FROM = 5;

    private final CampaignArrays arrays;
    private final Site site;
    private final ElementPlan plan;
    private final Submitter submitter;
    private final Throttles throttles;
    private final OversizedTasks oversized;
    private final CircuitBreaker breaker = new CircuitBreaker();
    private final Admission admission = new Admission();
    private @Nullable Unsure unsure;
    private @Nullable Integer told;
    private String ends = "";

    ArrayScaler(CampaignArrays arrays, Site site, ElementPlan plan) {
        this.arrays = arrays;
        this.site = site;
        this.plan = plan;
        this.submitter = new Submitter(arrays, site);
        this.throttles = new Throttles(arrays, site);
        this.oversized = new OversizedTasks(arrays);
    }

    /** @param said how elements ended, as the scheduler told last; empty: it told of none */
    void ended(String said) {
        ends = said.isEmpty() ? ends : said;
    }

    Submitter submitter() {
        return submitter;
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
        Map<String, Tally> stages = overview.stages();
        resolve();
        CircuitBreaker.Hopeless hopeless = breaker.hopeless(live, stages);
        if (hopeless != null) {
            throw hopeless(hopeless);
        }
        Instant now = overview.now();
        if (!breaker.allows(now, live, stages) || !admission.open(now)) {
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
        Request request = new Request(one, live, overview, notes);
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

    /** @param one whether each element takes a single task */
    private record Request(boolean one, List<ArrayRecord> live, View.Overview overview, List<String> notes) {}

    private int submit(int elements, ElementSizing.Grown grown, Request request) throws NoAnswer, NotSent, Refused {
        Instant now = request.overview().now();
        List<ArrayRecord> before = arrays.all();
        arrays.forget(held(before));
        Delivery delivery = new Delivery(submitter, plan::script, admission, before, now);
        ElementSize size = plan.size(grown, request.one(), now);
        Integer most = plan.arraySize(now);
        List<Elements> chunks = chunks(elements, most, request);
        if (chunks.isEmpty()) {
            return 0;
        }
        delivery.send(chunks, size);
        if (stands(delivery.refused())) {
            // The site may have lowered its limits since they were asked.
            site.forgetLimits();
            ElementSize again = plan.size(grown, request.one(), now);
            Integer allowed = plan.arraySize(now);
            if (!again.equals(size) || !Objects.equals(most, allowed)) {
                chunks = chunks(elements - delivery.accepted(), allowed, request);
                delivery.send(chunks, again);
            }
        }
        settle(delivery, elements, request);
        Submitted.Refused refused = delivery.refused();
        if (refused != null && stands(refused)) {
            throw plan.refusal(refused, chunks.get(0), size, now);
        }
        return delivery.accepted();
    }

    /** A site that is only full takes the rest later. */
    private static boolean stands(Submitted.@Nullable Refused refused) {
        return refused != null && refused.why() != Refusal.SUBMIT_LIMIT;
    }

    private List<Elements> chunks(int elements, @Nullable Integer arraySize, Request request) {
        Integer throttle = site.settings().arrays().throttle();
        Integer left = throttle == null ? null : Integer.valueOf(throttle - inUse(request.live()));
        return Chunks.of(elements, arraySize, left, request.one());
    }

    private void settle(Delivery delivery, int wanted, Request request) {
        Instant now = request.overview().now();
        Submitter.Sent open = delivery.unsure();
        Submitted.Refused refused = delivery.refused();
        if (delivery.accepted() > 0) {
            breaker.submitted(now, request.overview().stages(), request.live().isEmpty());
            request.notes().add(told(delivery));
        }
        if (open != null) {
            unsure = new Unsure(open.name(), now, request.overview().stages());
            request.notes()
                    .add("cluster " + site.name() + " did not say whether it has array " + open.name() + " ("
                            + ((Submitted.Unknown) open.submitted()).said()
                            + "); it is looked up before anything else is sent");
        } else if (refused == null) {
            admission.letIn();
        } else {
            String said = admission.held(now, site.name(), delivery.accepted(), wanted, refused.said());
            if (said != null && !stands(refused)) {
                request.notes().add(said);
            }
        }
    }

    /** Records of arrays that the site had no room for. They tell the user why elements are missing, until the next try. */
    private List<String> held(List<ArrayRecord> arrays) {
        return arrays.stream()
                .filter(array -> array.cluster().equals(site.name()) && array.held())
                .map(ArrayRecord::name)
                .toList();
    }

    /** Tells the breaker, or the admission, what became of an array that the scheduler did not answer for. */
    private void resolve() {
        Unsure open = unsure;
        if (open != null) {
            unsure = null;
            boolean there = arrays.all().stream()
                    .anyMatch(array ->
                            array.name().equals(open.name()) && !array.job().isEmpty());
            if (there) {
                breaker.submitted(open.at(), open.stages(), true);
            } else {
                admission.lost(open.at());
            }
        }
    }

    private record Unsure(String name, Instant at, Map<String, Tally> stages) {}

    private String told(Delivery delivery) {
        int elements = delivery.accepted();
        List<String> jobs = delivery.jobs();
        return (elements == 1 ? "1 element" : elements + " elements") + " submitted to cluster " + site.name() + ": "
                + (jobs.size() == 1
                        ? "array " + jobs.get(0)
                        : jobs.size() + " arrays, " + jobs.get(0) + " to " + jobs.get(jobs.size() - 1));
    }

    /** How many may run at once of what is there. */
    static int inUse(List<ArrayRecord> live) {
        return live.stream()
                .mapToInt(array -> {
                    Integer own = array.elements().throttle();
                    int there = array.seen().live();
                    return own == null ? there : Math.min(own, there);
                })
                .sum();
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
