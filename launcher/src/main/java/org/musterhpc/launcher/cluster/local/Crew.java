package org.musterhpc.launcher.cluster.local;

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
    List<AgentExit> replaceDead();

    /** Starts agents until there are as many as were asked for: for work that came (or ripened) after some had left. */
    int fill();

    /** Whether nobody is alive and nobody will be started again by {@link #replaceDead}. */
    boolean spent();

    /** How many of them are alive that are not another living launcher's. */
    int own();

    /**
     * From now on none is started, and ours begin nothing more; each leaves when what it runs has ended. Returns at once;
     * to be said again until none is left, as one that is just starting does not hear it.
     */
    void drain();

    /**
     * Asks ours to give their tasks back, and starts none; returns at once.
     *
     * @return how many were asked
     */
    int abandon();

    /**
     * Ends all agents that are not another living launcher's: asks them to give their tasks back, waits, then kills. Those asked are gone on return.
     *
     * @return how many had to be killed
     */
    int stop(Duration grace);
}
