package org.musterhpc.launcher.cluster.pool;

import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.queue.model.Campaign;

/** Looks after a pool that has agents as there is work, for all that a program does with it. */
public interface PoolCare {
    /** Whether somebody has started it, and has not stopped it since. */
    boolean started();

    /**
     * Everything that can be found wrong before a task of the campaign is sent.
     *
     * @throws org.musterhpc.launcher.problem.Problem where one can never run there
     */
    void check(Campaign campaign);

    /** One round, where this program may look after the pool and no other does. */
    Round runOnce();

    /** Keeps other programs away while a round takes longer. */
    void hold();

    /** Whether any program looks after it at this moment. */
    boolean watched();

    /** Agents that are there, or wait to begin. */
    int elements();
}
