package org.musterhpc.launcher.cluster.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;

/** Shares the throttle of a cluster: what ended arrays leave of it goes to those whose elements wait for it. */
final class Throttles {
    private final CampaignArrays arrays;
    private final Site site;
    private final Set<String> told = new HashSet<>();

    Throttles(CampaignArrays arrays, Site site) {
        this.arrays = arrays;
        this.site = site;
    }

    /** Call after the scheduler has answered. Where it refuses, the next call asks again. */
    void share(List<ArrayRecord> live, List<String> notes) {
        raised(live, site.settings().arrays().throttle()).forEach((array, most) -> {
            if (site.scheduler().throttle(array.job(), most)) {
                arrays.settle(State.SUBMITTED, array.throttled(most));
            } else if (told.add(array.job())) {
                notes.add("cluster " + site.name() + " did not let " + most + " elements of array " + array.job()
                        + " run at once; it stays at " + array.elements().throttle());
            }
        });
    }

    /** The arrays that may run more elements at once than before, with how many. */
    static Map<ArrayRecord, Integer> raised(List<ArrayRecord> live, @Nullable Integer throttle) {
        Map<ArrayRecord, Integer> raised = new LinkedHashMap<>();
        Deque<ArrayRecord> waiting = new ArrayDeque<>(live.stream()
                .filter(array ->
                        array.state() == State.SUBMITTED && array.seen().pending() > 0)
                .filter(array -> most(array) < array.seen().live())
                .toList());
        int free = throttle == null ? 0 : throttle - ArraySender.inUse(live);
        for (; free > 0 && !waiting.isEmpty(); free--) {
            // Each array gets one in turn, until all its elements may run.
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
