package org.musterhpc.launcher.cluster.batch.submission;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.launcher.dialect.Wanted;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;

/**
 * Compares what a scheduler has made of an array with what the batch script asks for. Between the two there may be a
 * wrapper of the command, defaults of the user's, or a plugin of the site's. An array that is something else is cancelled:
 * its tasks would be told of a walltime that it does not have, and by another name a lost answer is not found again.
 */
final class ArrayVerification {
    /** Between two questions while no answer comes; then it is left at that. */
    private static final List<Duration> AGAIN =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMinutes(1));

    private final CampaignArrays arrays;
    private final Site site;
    private final Map<String, Open> open = new HashMap<>();

    /** Of one array, by its name. */
    private record Open(Wanted wanted, int tries, Instant next) {}

    ArrayVerification(CampaignArrays arrays, Site site) {
        this.arrays = arrays;
        this.site = site;
    }

    /** To be said before an array is submitted. */
    void expect(String name, Wanted wanted) {
        open.put(name, new Open(wanted, 0, Instant.EPOCH));
    }

    /** The array was surely not submitted. */
    void forget(String name) {
        open.remove(name);
    }

    /**
     * Looks at each array that was submitted from here and not looked at yet.
     *
     * @param now Redis' time
     * @throws Problem usage, where one is not what was asked for; it is cancelled then
     */
    void look(List<ArrayRecord> submitted, Instant now) {
        for (ArrayRecord array : submitted) {
            Open one = open.get(array.name());
            if (one != null && !now.isBefore(one.next())) {
                look(array, one, now);
            }
        }
    }

    private void look(ArrayRecord array, Open one, Instant now) {
        Optional<Facts> facts = site.scheduler().facts(array.job());
        if (facts.isEmpty() && one.tries() < AGAIN.size()) {
            open.put(array.name(), new Open(one.wanted(), one.tries() + 1, now.plus(AGAIN.get(one.tries()))));
            return;
        }
        open.remove(array.name());
        List<String> missed =
                facts.filter(Facts::live).map(one.wanted()::missed).orElse(List.of());
        if (!missed.isEmpty()) {
            throw cancelled(array, missed);
        }
    }

    private Problem cancelled(ArrayRecord array, List<String> missed) {
        boolean gone = site.scheduler().cancel(List.of(array.job()));
        if (gone) {
            ArrayRecord.Seen over = new ArrayRecord.Seen(0, 0, array.elements().count(), "", false);
            arrays.settle(State.SUBMITTED, array.seen(over, State.ENDED));
        }
        List<String> words = new ArrayList<>(missed);
        words.add(gone ? "it was cancelled" : "and it could not be cancelled for sure");
        return Problem.usage(
                "cluster " + site.name() + " made something else of array " + array.job()
                        + " than its batch script asks" + " for: " + String.join("; ", words),
                "look for a wrapper or defaults of "
                        + site.dialect().submit("x").get(0) + " there ("
                        + site.dialect().name() + "), or set what the site makes of it in muster.yml");
    }
}
