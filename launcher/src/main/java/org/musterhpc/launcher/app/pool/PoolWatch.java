package org.musterhpc.launcher.app.pool;

import java.util.List;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.pool.PoolCare;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.QueueUnavailableException;

/** Looks after a pool that has agents as there is work, a turn at a time. */
public final class PoolWatch {
    private final PoolCare pool;
    private final Notes notes;
    private boolean silent;
    private String trouble = "";

    PoolWatch(PoolCare pool, Notes notes) {
        this.pool = pool;
        this.notes = notes;
    }

    /**
     * One turn.
     *
     * @param revive tries to bring a silent server back, where that is ours to do
     */
    public void runOnce(Runnable revive) {
        try {
            List<String> said = pool.runOnce().notes();
            if (silent) {
                notes.note("Redis answers again");
            }
            silent = false;
            said.forEach(notes::note);
            trouble = "";
        } catch (QueueUnavailableException e) {
            if (!silent) {
                notes.note(e.getMessage() + "; trying again");
            }
            silent = true;
            revive.run();
        } catch (Problem e) {
            if (!trouble.equals(e.getMessage())) {
                notes.note(e.getMessage() + "; trying again (" + e.advice() + ")");
            }
            trouble = String.valueOf(e.getMessage());
        }
    }
}
