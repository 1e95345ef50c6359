package org.musterhpc.launcher.config;

import java.time.Duration;

/**
 * How agents behave on every cluster.
 *
 * @param slots {@code auto} or the number of tasks that run at once
 * @param linger how long an agent waits for work before it leaves
 * @param killGrace between TERM and KILL for a task that has to go
 */
public record AgentSettings(String slots, Duration linger, Duration killGrace) {
    public static final AgentSettings DEFAULT =
            new AgentSettings("auto", Duration.ofSeconds(30), Duration.ofSeconds(5));
}
