package org.musterhpc.launcher.cluster.batch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.batch.submission.Chunks;
import org.musterhpc.launcher.cluster.batch.submission.ElementPlan;
import org.musterhpc.launcher.cluster.batch.submission.ElementSizing;
import org.musterhpc.launcher.cluster.batch.submission.Submitter;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.ElementSize;
import org.musterhpc.queue.model.ArrayRecord.Elements;

/** Has elements submitted, as many as the site takes, in arrays that it takes. For whoever has the watch. */
final class ArraySender {
    private final CampaignArrays arrays;
    private final Site site;
    private final Submitter submitter;
    private final Admission admission = new Admission();
    private @Nullable Unsure unsure;

    ArraySender(CampaignArrays arrays, Site site) {
        this.arrays = arrays;
        this.site = site;
        this.submitter = new Submitter(arrays, site);
    }

    /** An array for which the scheduler did not answer. */
    private record Unsure(String name, Instant at) {}

    /**
     * @param one whether each element takes a single task
     * @param live arrays that may still have elements
     * @param now Redis' time
     * @param stages how they stand
     */
    record Request(boolean one, List<ArrayRecord> live, Instant now, Map<String, Tally> stages, List<String> notes) {}

    /**
     * @param accepted how many elements the scheduler took
     * @param unsure whether it did not answer for others
     * @param refusal why it took no more, where that does not change by waiting; null: nothing of that kind
     */
    record Sent(int accepted, boolean unsure, @Nullable Problem refusal) {}

    /** Whether it is time to try a site again that was full. */
    boolean open(Instant now) {
        return admission.open(now);
    }

    Sent send(ElementPlan plan, int elements, ElementSizing.Grown grown, Request request)
            throws NoAnswer, NotSent, Refused {
        Instant now = request.now();
        List<ArrayRecord> before = arrays.all();
        arrays.forget(held(before));
        Delivery delivery = new Delivery(submitter, plan::script, admission, before, now);
        ElementSize size = plan.size(grown, request.one(), now);
        Integer most = plan.arraySize(now);
        List<Elements> chunks = chunks(elements, most, request);
        if (chunks.isEmpty()) {
            return new Sent(0, false, null);
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
        Problem refusal = refused != null && stands(refused) ? plan.refusal(refused, chunks.get(0), size, now) : null;
        return new Sent(delivery.accepted(), delivery.unsure() != null, refusal);
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
        Submitter.Sent open = delivery.unsure();
        Submitted.Refused refused = delivery.refused();
        if (delivery.accepted() > 0) {
            request.notes().add(told(delivery));
        }
        if (open != null) {
            unsure = new Unsure(open.name(), request.now());
            request.notes()
                    .add("cluster " + site.name() + " did not say whether it has array " + open.name() + " ("
                            + ((Submitted.Unknown) open.submitted()).said()
                            + "); it is looked up before anything else is sent");
        } else if (refused == null) {
            admission.letIn();
        } else {
            String said = admission.held(request.now(), site.name(), delivery.accepted(), wanted, refused.said());
            if (said != null && !stands(refused)) {
                request.notes().add(said);
            }
        }
    }

    /** Records of arrays that the site had no room for. They tell the user why elements are missing, until the next try. */
    private List<String> held(List<ArrayRecord> all) {
        return all.stream()
                .filter(array -> array.cluster().equals(site.name()) && array.held())
                .map(ArrayRecord::name)
                .toList();
    }

    /**
     * Finds out whether the scheduler has what it did not answer for.
     *
     * @return whether that is known of any of them now that was not known before
     */
    boolean settle(List<ArrayRecord> live, Instant now, List<String> notes) {
        boolean settled = false;
        for (ArrayRecord intent : live) {
            String told = intent.state() == ArrayRecord.State.INTENT ? submitter.resolve(intent, now) : null;
            if (told != null) {
                notes.add(told);
                settled = true;
            }
        }
        return settled;
    }

    /** Cancels what the scheduler has made something else of than was asked for. */
    void verify(List<ArrayRecord> live, Instant now) {
        submitter.verify(live, now);
    }

    /**
     * Finds what became of an array for which the scheduler did not answer; call when nothing is open any more.
     *
     * @return when it was submitted; null: it never arrived, or there was none
     */
    @Nullable
    Instant resolve() {
        Unsure open = unsure;
        unsure = null;
        if (open == null) {
            return null;
        }
        boolean there = arrays.all().stream()
                .anyMatch(array ->
                        array.name().equals(open.name()) && !array.job().isEmpty());
        if (!there) {
            admission.lost(open.at());
        }
        return there ? open.at() : null;
    }

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
}
