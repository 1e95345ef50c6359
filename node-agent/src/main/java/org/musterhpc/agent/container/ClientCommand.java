package org.musterhpc.agent.container;

import java.util.List;
import java.util.Map;

/** How an engine's client is told to run a command in a container. */
interface ClientCommand {

    /** The client and its arguments. */
    List<String> argv(ContainerLaunch wanted);

    /**
     * What the client itself is started with.
     *
     * @param agents the agent's own environment
     */
    Map<String, String> environment(ContainerLaunch wanted, Map<String, String> agents);
}
