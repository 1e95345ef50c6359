package org.musterhpc.launcher.cluster;

import java.time.Duration;
import java.util.List;

/** The agents that one cluster runs for one campaign. Belongs to one thread; {@link #stop} may be called from another. */
public interface Crew {

    /** How many agents are alive now, as far as the cluster knows. */
    int alive();

    /**
     * Looks after the agents: what died unexpectedly is started again, after a back-off and no more often than a bound;
     * what left by itself is not.
     *
     * @return who has gone since the last call, and what was done about it
     */
    List<Departure> replaceDead();

    /** Starts agents until there are as many as were asked for: for work that came (or ripened) after some had left. */
    int fill();

    /** Whether nobody is alive and nobody will be started again by {@link #replaceDead}. */
    boolean spent();

    /**
     * Ends all agents: asks them to give their tasks back, waits, then kills. Those asked are gone on return.
     *
     * @return how many had to be killed
     */
    int stop(Duration grace);
}
