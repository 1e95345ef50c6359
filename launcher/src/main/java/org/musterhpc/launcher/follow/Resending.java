package org.musterhpc.launcher.follow;

import java.util.List;
import org.musterhpc.launcher.submit.Sending;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;

/**
 * Sends again what Redis has lost after all was sent: a failover, or a power cut, takes the last second back, and a
 * campaign without its last tasks, or its seal, would never end.
 */
public final class Resending implements Reconciler {
    private final Sending sending;
    private boolean complete;

    public Resending(Sending sending) {
        this.sending = sending;
    }

    @Override
    public List<String> runOnce(View.Overview overview) {
        // The overview may be of a moment before the last stage was sealed: one of the next turn cannot be.
        boolean before = complete;
        complete = sending.complete();
        if (!before || !complete || overview.stages().values().stream().allMatch(Tally::sealed)) {
            return List.of();
        }
        complete = false;
        sending.again();
        return List.of("Redis has lost the end of what was sent to it: sending it again");
    }
}
