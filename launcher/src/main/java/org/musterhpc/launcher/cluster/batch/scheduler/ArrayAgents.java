package org.musterhpc.launcher.cluster.batch.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.View;
import org.musterhpc.queue.policy.Releaser.Gone;

/** The agents in arrays, and the campaigns whose tasks they hold. */
interface ArrayAgents {
    List<View.AgentView> agents();

    /**
     * Takes back what agents held that are gone.
     *
     * @param now Redis' time
     * @return how many tasks
     */
    int release(Map<String, Gone> gone, Instant now);

    /** Corrects how attempts ended by what the scheduler says afterwards; returns what to say about it. */
    List<String> amend(LateCauses causes, String cluster);

    void close();
}
