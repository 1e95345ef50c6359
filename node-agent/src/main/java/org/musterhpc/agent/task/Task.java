package org.musterhpc.agent.task;

import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;

/** A task that is ready to be run, once. */
public interface Task {

    /** Runs it to its end and says how it ended; never throws. */
    Attempt run();

    /** Ends it, with all its processes; {@link #run} then says that this was the outcome, unless it ended before. */
    void stop(Outcome why);

    /**
     * The same.
     *
     * @param reason in a few words, for the history
     */
    default void stop(Outcome why, String reason) {
        stop(why);
    }

    /** Makes tasks out of leases. */
    interface Source {
        /**
         * @param space no other task has it meanwhile
         * @param deadline when it must have ended, by the monotonic clock
         */
        Task prepare(Lease lease, Space space, long deadline);
    }
}
