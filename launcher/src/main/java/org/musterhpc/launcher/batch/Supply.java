package org.musterhpc.launcher.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.Elements;
import org.musterhpc.queue.model.ArrayRecord.Offer;
import org.musterhpc.queue.model.State;

/** Submits the elements that are missing. */
final class Supply {
    /** Of what is there, less than one part in so many is not worth an array of its own. */
    private static final int WORTH_AN_ARRAY = 10;

    private static final int ENOUGH_TO_LEARN_FROM = 5;

    private final ArrayWatch.Post post;
    private final Site site;
    private final Provision provision;
    private final Submitter submitter;
    private final Throttles throttles;
    private final Growth growth;
    private final Fate fate = new Fate();

    Supply(ArrayWatch.Post post, Site site, Provision provision) {
        this.post = post;
        this.site = site;
        this.provision = provision;
        this.submitter = new Submitter(post.campaign(), post.watcher(), post.ledger(), site);
        this.throttles = new Throttles(post.campaign(), post.ledger(), site);
        this.growth = new Growth(post.view(), post.campaign());
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
     * Submits what is missing of the goal.
     *
     * @param live arrays that may still have elements
     * @param expected tasks that are still to be pushed
     * @return how many elements were submitted
     */
    int fill(String goal, List<ArrayRecord> live, View.Overview overview, long expected, List<String> notes)
            throws NoAnswer, NotSent, Refused {
        long waiting = waiting(overview) + expected;
        // While it is not known whether an array is there, no other is sent.
        if (waiting == 0 || live.stream().anyMatch(array -> array.state() == ArrayRecord.State.INTENT)) {
            return 0;
        }
        Map<String, Tally> stages = overview.stages();
        if (fate.hopeless(live, stages)) {
            throw hopeless();
        }
        if (!fate.allows(overview.now(), live, stages)) {
            return 0;
        }
        Instant now = overview.now();
        boolean one = goal.equals(Sizing.PER_TASK);
        int there = live.stream().mapToInt(array -> array.seen().live()).sum();
        Growth.Wanted grown = growth.beyond(live, stages, overview.agents() == 0 || live.isEmpty());
        Offering offering = provision.offering(now);
        Offer usual = offering.of(provision.stages(), Offering.Grown.NOTHING, one);
        Sizing.Work work =
                new Sizing.Work(waiting, working(stages), Offering.longest(provision.stages()), taken(stages));
        int wanted = Sizing.elements(goal, work, provision.room(usual, now));
        int missing = wanted - there;
        if (missing > 0 && missing * WORTH_AN_ARRAY >= there && grown.tasks() < waiting) {
            return submit(missing, usual, one, live, overview, notes);
        }
        if (grown.tasks() > 0) {
            Offer larger = offering.of(provision.stages(), grown.most(), one);
            int elements = Sizing.elements(
                    one ? goal : Sizing.AUTO,
                    new Sizing.Work(grown.tasks(), 0, Duration.ofMinutes(10), null),
                    provision.room(larger, now));
            notes.add("tasks wait that need more than their stage has; elements that offer it are submitted to cluster "
                    + site.name());
            return submit(elements, larger, one, live, overview, notes);
        }
        return 0;
    }

    private int submit(
            int elements, Offer offer, boolean one, List<ArrayRecord> live, View.Overview overview, List<String> notes)
            throws NoAnswer, NotSent, Refused {
        Integer throttle = site.settings().arrays().throttle();
        Integer left = throttle == null ? null : Integer.valueOf(throttle - inUse(live));
        List<Elements> chunks = Chunks.of(elements, provision.arraySize(overview.now()), left, one);
        int before = post.ledger().arrays(post.campaign()).size();
        int number = before;
        int submitted = 0;
        for (Elements chunk : chunks) {
            String note = submitter.submit(number++, chunk, offer, provision::script, overview.now());
            if (note != null) {
                notes.add(note);
                break;
            }
            submitted += chunk.count();
            if (!post.ledger().watch(post.campaign(), site.name(), post.watcher(), ArrayWatch.TERM)) {
                break;
            }
        }
        if (!chunks.isEmpty()) {
            fate.submitted(overview.now(), overview.stages());
        }
        if (submitted > 0) {
            notes.add(told(submitted, before));
        }
        return submitted;
    }

    private String told(int elements, int before) {
        List<ArrayRecord> all = post.ledger().arrays(post.campaign());
        List<String> jobs = all.subList(before, all.size()).stream()
                .map(ArrayRecord::job)
                .filter(job -> !job.isEmpty())
                .toList();
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

    /** By Little's law: as many at a time, over as many a second. */
    private static @Nullable Duration taken(Map<String, Tally> stages) {
        long ended = stages.values().stream().mapToLong(Tally::finishedLately).sum();
        long working = working(stages);
        if (ended < ENOUGH_TO_LEARN_FROM || working == 0) {
            return null;
        }
        return Duration.ofMillis(working * Tally.WINDOW_S * 1000 / ended);
    }

    private Problem hopeless() {
        return Problem.failed(
                Fate.BARREN_AT_MOST + " arrays in a row ended on cluster " + site.name() + " without running a task",
                provision.lastWords());
    }
}
