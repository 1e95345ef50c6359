package org.musterhpc.launcher.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.Force;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;

/** Whoever gives campaigns their agents on one cluster. */
interface Employer {

    /**
     * Looks for everything that can be wrong, before a task is sent.
     *
     * @throws org.musterhpc.launcher.problem.Problem where agents cannot be had like this
     */
    void check(Campaign campaign);

    /**
     * Starts agents for a campaign that is in Redis; those that an earlier launcher has left are counted.
     *
     * @param tasks how many tasks each stage will have, where they are still to be sent
     * @param goal how many agents (or array elements) there shall be; null: as it was said before, or the cluster's
     *     own setting
     */
    Force hire(Campaign campaign, Map<String, Long> tasks, @Nullable Goal goal);
}
