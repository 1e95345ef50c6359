package org.musterhpc.launcher.cluster;

import java.time.Duration;
import java.util.List;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Goal;

/** The agents of one campaign on one cluster. A signal's thread may call {@link #stop} and {@link #abandon}; all else is one thread's. */
public interface Fleet {
    /** Agents leave by themselves within a second or so once a campaign is complete. */
    Duration LEAVING = Duration.ofSeconds(15);

    /** The cluster's name. */
    String cluster();

    /**
     * Does what is due: replaces agents that died, starts those that are missing, takes back what lost agents held.
     *
     * @param overview of the campaign, as it was just before
     * @throws org.musterhpc.launcher.problem.Problem where the campaign cannot go on here; unreachable: it can later
     * @throws org.musterhpc.queue.QueueUnavailableException where Redis does not answer
     */
    Round runOnce(View.Overview overview);

    /** Keeps other programs away; to be called every few seconds while a round takes longer. Another thread may call it. */
    default void hold() {}

    /** Asks anew how the agents are, however short ago that was asked. */
    default void refresh() {}

    /**
     * Sets how many agents there shall be.
     *
     * @return what a person should know of it, a line each
     * @throws org.musterhpc.launcher.problem.Problem where the cluster cannot have so many, or does not answer
     */
    List<String> scale(Goal goal);

    /** How many agents there are, or will be as soon as a scheduler starts them. */
    int agents();

    /** Where they are, in a few words for a person; empty: on this machine. */
    String where();

    /**
     * From now on nothing is started from here, and agents that end with this program begin no task. Returns at once; may be
     * called twice.
     *
     * @return what goes on without this program, a line each
     */
    List<String> drain();

    /** Whether all agents have left that end with this program. Tells them again to begin no task. */
    boolean drained();

    /**
     * Ends the agents that end with this program, without waiting for their tasks.
     *
     * @param grace for agents to give their tasks back; who has not left by then is killed
     * @return what goes on without this program, or was killed, a line each
     */
    List<String> stop(Duration grace);

    /**
     * Tells the agents that end with this program to give their tasks back, and returns at once.
     *
     * @return how many of them were alive
     */
    int abandon();

    /** The program ends, and the agents stay. */
    void detach();

    /**
     * The campaign is over: ends all its agents, and lets go as {@link #detach} does.
     *
     * @param leaving how long agents may take to leave by themselves
     * @return how many arrays the cluster did not confirm to be gone
     */
    int finish(Duration leaving);

    /**
     * The same where a look has shown that the campaign has ended. Agents that end without this program are left alone where it
     * goes on by the time that they have had for leaving: somebody sent tasks again, which they may be running.
     */
    default int finishEnded() {
        return finish(LEAVING);
    }
}
