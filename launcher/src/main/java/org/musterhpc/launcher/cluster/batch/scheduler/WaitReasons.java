package org.musterhpc.launcher.cluster.batch.scheduler;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.musterhpc.launcher.dialect.PendingReason;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.queue.model.ArrayRecord;

/**
 * Says why elements wait. As long as none runs, whoever follows sees nothing else; so each reason is told, once: at once where
 * something can be done about it, else from the second look on, as most elements begin before that.
 */
final class WaitReasons {
    private final String cluster;
    private final Set<String> told = new HashSet<>();
    private boolean again;

    WaitReasons(String cluster) {
        this.cluster = cluster;
    }

    /** @param arrays all that may have elements there */
    void tell(List<ArrayRecord> arrays, List<String> notes) {
        boolean running = arrays.stream().anyMatch(array -> array.seen().running() > 0);
        for (ArrayRecord array : arrays) {
            String reason = array.seen().reason();
            boolean waits = array.seen().pending() > 0 && !array.seen().stuck();
            if (!running && waits && !reason.isEmpty()) {
                PendingReason meaning = Dialects.meaning(reason);
                boolean now = again || !meaning.remedy().isEmpty();
                if (now && told.add(meaning.words().isEmpty() ? reason : meaning.words())) {
                    notes.add("elements on cluster " + cluster + " wait: " + meaning.said(reason));
                    remedy(meaning, notes);
                }
            }
        }
        again = true;
    }

    /** For one that does not start by itself: told when it is first seen. */
    void stuck(ArrayRecord array, List<String> notes) {
        PendingReason meaning = Dialects.meaning(array.seen().reason());
        notes.add("elements of array " + array.job() + " on cluster " + cluster
                + " wait and will not start by themselves: "
                + meaning.said(array.seen().reason()));
        remedy(meaning, notes);
    }

    private static void remedy(PendingReason meaning, List<String> notes) {
        if (!meaning.remedy().isEmpty()) {
            notes.add("  what can be done: " + meaning.remedy());
        }
    }
}
