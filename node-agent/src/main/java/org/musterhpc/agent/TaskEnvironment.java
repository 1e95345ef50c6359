package org.musterhpc.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What each task's environment begins with: the agent's own, without what describes something else. */
final class TaskEnvironment {
    /**
     * An array that is submitted over SSH inherits these, and by them a bash takes itself for the shell that sshd
     * started: {@code bash -c} then reads ~/.bashrc first, for each task.
     */
    private static final Set<String> CONNECTION = Set.of("SSH_CLIENT", "SSH2_CLIENT", "SSH_CONNECTION", "SSH_TTY");

    /** Nobody's business but the launcher's, which does not hand it on; whoever starts agents by hand may. */
    private static final Set<String> SECRETS = Set.of("MUSTER_REDIS_PASSWORD");

    private TaskEnvironment() {}

    static Map<String, String> of(Map<String, String> agents) {
        Map<String, String> environment = new HashMap<>(agents);
        // An agent may itself have been started by a task.
        environment
                .keySet()
                .removeIf(name ->
                        name.startsWith("MUSTER_PARAM_") || CONNECTION.contains(name) || SECRETS.contains(name));
        return environment;
    }
}
