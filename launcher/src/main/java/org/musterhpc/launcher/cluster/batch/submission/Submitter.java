package org.musterhpc.launcher.cluster.batch.submission;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Scheduler;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.home.UniqueName;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;

/** Submits arrays, and none twice: it records each array first, and looks it up by name where the scheduler did not answer. */
public final class Submitter {
    /** Beside the command's own limit: connecting several times before it, and a busy controller after it. */
    private static final Duration AROUND = Duration.ofSeconds(75);
    /** Of the command's own limit, after an answer did not come: over SSH it may go on there, and try by itself again. */
    private static final int LIMITS_AFTER_NO_ANSWER = 2;
    /** A controller may still act on what a command that has ended had sent. */
    private static final Duration OPEN_AFTER_ITS_END = Duration.ofSeconds(5);

    /** Between two lookups of the same submission, at first; twice as much each time. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private static final Duration LOOK_AT_LEAST = Duration.ofSeconds(10);

    private static final int NAME_IN_NAME = 24;

    private final CampaignArrays arrays;
    private final Site site;
    private final ArrayVerification verification;
    private final Map<String, Looked> looked = new HashMap<>();

    /** When a submission was looked up last, and how long to wait from then. */
    private record Looked(Instant at, Duration gap) {
        static Looked next(@Nullable Looked before, Instant now) {
            Duration gap = before == null ? LOOK_AGAIN : before.gap().multipliedBy(2);
            return new Looked(now, gap.compareTo(LOOK_AT_LEAST) > 0 ? LOOK_AT_LEAST : gap);
        }
    }

    public Submitter(CampaignArrays arrays, Site site) {
        this.arrays = arrays;
        this.site = site;
        this.verification = new ArrayVerification(arrays, site);
    }

    /**
     * Submits one array.
     *
     * @param number for the name: more than that of any before
     * @param script makes the batch script for a name
     * @param now Redis' time
     * @return what the scheduler did with it; null where another has the watch, and nothing was sent
     * @throws Problem where it is not what the batch script asks for; it is cancelled then
     */
    @Nullable
    public Sent submit(
            int number, ArrayRecord.Elements elements, ArrayRecord.ElementSize size, Script script, Instant now)
            throws NoAnswer, NotSent, Refused {
        String name = name(number);
        ArrayRecord array = new ArrayRecord(
                name,
                site.name(),
                "",
                elements,
                size,
                ArrayRecord.Seen.nothing(elements.count()),
                ArrayRecord.Standing.of(State.INTENT));
        BatchFile file = script.put(name, elements, size);
        if (!arrays.intend(array, site.scheduler().limit().plus(AROUND))) {
            return null;
        }
        verification.expect(name, site.dialect().wanted(file.text()));
        Scheduler.Sent sent;
        try {
            sent = site.scheduler().submit(file.path());
        } catch (NotSent | Refused e) {
            verification.forget(name);
            arrays.settle(State.INTENT, array.in(State.REFUSED));
            throw e;
        }
        if (sent.submitted() instanceof Submitted.Accepted accepted) {
            ArrayRecord there = array.submitted(accepted.array());
            arrays.settle(State.INTENT, there);
            verification.look(List.of(there), now);
            return new Sent(name, accepted);
        }
        if (sent.submitted() instanceof Submitted.Refused refused) {
            verification.forget(name);
            // The reason is for whoever asks why no more elements are there.
            ArrayRecord.Seen none =
                    new ArrayRecord.Seen(0, 0, 0, refused.why() == Refusal.SUBMIT_LIMIT ? refused.said() : "", false);
            arrays.settle(State.INTENT, array.seen(none, State.REFUSED));
            return new Sent(name, refused);
        }
        arrays.keepOpen(
                array,
                sent.over() ? OPEN_AFTER_ITS_END : site.scheduler().limit().multipliedBy(LIMITS_AFTER_NO_ANSWER));
        return new Sent(name, sent.submitted());
    }

    /**
     * What the scheduler answered.
     *
     * @param name of the array
     */
    public record Sent(String name, Submitted submitted) {}

    /** Whether this program is the one that submits; prolongs that. */
    public boolean watches() {
        return arrays.watch();
    }

    /** Puts the batch script of an array onto the cluster. */
    @FunctionalInterface
    public interface Script {
        BatchFile put(String name, ArrayRecord.Elements elements, ArrayRecord.ElementSize size)
                throws NoAnswer, NotSent, Refused;
    }

    /**
     * Finds out whether the scheduler has an array that it did not answer for. May be called every second: the scheduler is
     * asked less often.
     *
     * @param now Redis' time
     * @return what to tell; null: still not known
     */
    @Nullable
    public String resolve(ArrayRecord intent, Instant now) {
        Looked before = looked.get(intent.name());
        // A look that lies ahead is of a clock that was put back since.
        if (before != null
                && !before.at().isAfter(now)
                && now.isBefore(before.at().plus(before.gap()))) {
            return null;
        }
        looked.put(intent.name(), Looked.next(before, now));
        Optional<List<String>> found = site.scheduler().lookup(intent.name());
        if (found.isEmpty()) {
            return null;
        }
        List<String> jobs = found.get();
        if (jobs.isEmpty()) {
            if (now.isBefore(intent.at().open())) {
                return null;
            }
            arrays.settle(State.INTENT, intent.in(State.REFUSED));
            return "array " + intent.name() + " never reached cluster " + site.name();
        }
        arrays.settle(State.INTENT, intent.submitted(jobs.get(0)));
        if (jobs.size() > 1) {
            site.scheduler().cancel(jobs.subList(1, jobs.size()));
        }
        return "array " + intent.name() + " is on cluster " + site.name() + " as " + jobs.get(0);
    }

    /**
     * Compares arrays with what was asked for that the scheduler did not tell of yet.
     *
     * @throws Problem where an array is not what was asked for
     */
    public void verify(List<ArrayRecord> live, Instant now) {
        verification.look(
                live.stream().filter(array -> array.state() == State.SUBMITTED).toList(), now);
    }

    private String name(int number) {
        String campaign = arrays.label();
        String known = campaign.substring(0, Math.min(NAME_IN_NAME, campaign.length()));
        return UniqueName.of("m-" + known + "-" + number);
    }
}
