package org.musterhpc.launcher.cluster.batch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.submission.Submitter;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.ElementSize;
import org.musterhpc.queue.model.ArrayRecord.Elements;

/**
 * Submits the arrays of a round, one after the other. Where the site refuses an array as too large, submits a part of it;
 * the part's size is found by halving.
 */
final class Delivery {
    private final Submitter submitter;
    private final Submitter.Script script;
    private final Admission admission;
    private final Instant now;
    private int number;
    private final List<String> jobs = new ArrayList<>();
    private int accepted;
    private Submitter.@Nullable Sent unsure;
    private Submitted.@Nullable Refused refused;
    private boolean over;

    /**
     * @param before all arrays that the campaign has had
     * @param now Redis' time
     */
    Delivery(Submitter submitter, Submitter.Script script, Admission admission, List<ArrayRecord> before, Instant now) {
        this.now = now;
        this.submitter = submitter;
        this.script = script;
        this.admission = admission;
        this.number = before.stream().mapToInt(Delivery::number).max().orElse(0);
    }

    /** Names are {@code m-CAMPAIGN-NUMBER-RANDOM}. */
    private static int number(ArrayRecord array) {
        String[] parts = array.name().split("-", -1);
        String number = parts.length < 2 ? "" : parts[parts.length - 2];
        return number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0;
    }

    /** The scheduler's ids of those that it has. */
    List<String> jobs() {
        return jobs;
    }

    /** How many elements it has. */
    int accepted() {
        return accepted;
    }

    /** The submission that the scheduler did not answer; nothing was sent after it. Null: it answered all. */
    Submitter.@Nullable Sent unsure() {
        return unsure;
    }

    /** The scheduler's last refusal, if it refused anything. */
    Submitted.@Nullable Refused refused() {
        return refused;
    }

    /** Submits the arrays, up to the first that the scheduler does not take as a whole. */
    void send(List<Elements> arrays, ElementSize size) throws NoAnswer, NotSent, Refused {
        refused = null;
        for (Elements array : arrays) {
            if (over || refused != null) {
                return;
            }
            part(array, size);
        }
    }

    private void part(Elements array, ElementSize size) throws NoAnswer, NotSent, Refused {
        int let = 0;
        int most = array.count();
        int count = admission.begin(most);
        while (count > 0 && !over) {
            Submitter.Sent sent = submitter.submit(++number, cut(array, count), size, script, now);
            if (sent == null) {
                over = true;
            } else if (sent.submitted() instanceof Submitted.Accepted known) {
                jobs.add(known.array());
                accepted += count;
                let += count;
                over = !submitter.watches();
            } else if (sent.submitted() instanceof Submitted.Refused no) {
                refused = no;
                if (no.why() != Refusal.SUBMIT_LIMIT) {
                    return;
                }
                most = let + count - 1;
            } else {
                unsure = sent;
                over = true;
            }
            count = (most - let + 1) / 2;
        }
    }

    private static Elements cut(Elements array, int count) {
        Integer throttle = array.throttle();
        return count == array.count()
                ? array
                : new Elements(
                        array.first(),
                        array.first() + count - 1,
                        throttle != null && throttle < count ? throttle : null,
                        array.one());
    }
}
