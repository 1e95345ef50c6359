package org.musterhpc.launcher.follow;

import java.util.List;
import org.musterhpc.launcher.submit.Sending;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;

/**
 * Sends again what Redis lost after all was sent. A failover, or a power cut, undoes the last second; a campaign without its
 * last tasks, or its seal, would never end.
 */
public final class Resending implements Reconciler {
    private final Sending sending;
    private boolean complete;

    public Resending(Sending sending) {
        this.sending = sending;
    }

    @Override
    public List<String> runOnce(View.Overview overview) {
        // This overview may be older than the last stage's seal; the one of the next round is not.
        boolean before = complete;
        complete = sending.complete();
        if (!before || !complete || there(overview)) {
            return List.of();
        }
        complete = false;
        sending.again();
        return List.of("Redis has lost the end of what was sent to it: sending it again");
    }

    /** Stages of an open campaign are not sealed; what others add to it is theirs to look after. */
    private boolean there(View.Overview overview) {
        if (!overview.open()) {
            return overview.stages().values().stream().allMatch(Tally::sent);
        }
        return overview.stages().values().stream()
                        .filter(tally -> !tally.brought())
                        .mapToLong(Tally::pushed)
                        .sum()
                >= sending.sent();
    }
}
