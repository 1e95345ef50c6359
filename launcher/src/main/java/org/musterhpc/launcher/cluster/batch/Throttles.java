package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;

/** Gives what ended arrays leave of a throttle to those whose elements wait for it. */
final class Throttles {
    private final String campaign;
    private final Ledger ledger;
    private final Site site;
    private final Set<String> told = new HashSet<>();

    Throttles(String campaign, Ledger ledger, Site site) {
        this.campaign = campaign;
        this.ledger = ledger;
        this.site = site;
    }

    /** To be said after the scheduler has answered; one that refuses is asked again after its next answer. */
    void share(List<ArrayRecord> live, List<String> notes) {
        raised(live, site.settings().arrays().throttle()).forEach((array, most) -> {
            if (site.scheduler().throttle(array.job(), most)) {
                ledger.settle(campaign, State.SUBMITTED, array.throttled(most), Duration.ZERO);
            } else if (told.add(array.job())) {
                notes.add("cluster " + site.name() + " did not let " + most + " elements of array " + array.job()
                        + " run at once; it stays at " + array.elements().throttle());
            }
        });
    }

    /** How many elements of which array may run at once now; those are left out that may as many as before. */
    static Map<ArrayRecord, Integer> raised(List<ArrayRecord> live, @Nullable Integer throttle) {
        Map<ArrayRecord, Integer> raised = new LinkedHashMap<>();
        Deque<ArrayRecord> waiting = new ArrayDeque<>(live.stream()
                .filter(array ->
                        array.state() == State.SUBMITTED && array.seen().pending() > 0)
                .filter(array -> most(array) < array.seen().live())
                .toList());
        int free = throttle == null ? 0 : throttle - ArrayScaler.inUse(live);
        for (; free > 0 && !waiting.isEmpty(); free--) {
            // One each in turn; whoever has as many as it has elements needs no more.
            ArrayRecord array = waiting.remove();
            int most = raised.merge(array, most(array) + 1, (before, first) -> before + 1);
            if (most < array.seen().live()) {
                waiting.add(array);
            }
        }
        return raised;
    }

    private static int most(ArrayRecord array) {
        Integer own = array.elements().throttle();
        return own == null ? array.elements().count() : own;
    }
}
