package org.musterhpc.launcher.cluster.local;

import org.musterhpc.launcher.cluster.AgentSpec;

/** One place that runs agents: this machine, a scheduler's array elements, machines reached over SSH. */
public interface Cluster {

    /** As in {@code muster.yml}. */
    String name();

    /**
     * Sees to it that agents work on a campaign. Those that an earlier launcher left behind are counted and taken over,
     * so that saying it again does not double them.
     *
     * @param agents how many there should be
     * @throws org.musterhpc.launcher.problem.Problem where none can be started
     */
    Crew start(AgentSpec order, int agents);
}
