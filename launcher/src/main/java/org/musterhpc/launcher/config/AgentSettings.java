package org.musterhpc.launcher.config;

import java.time.Duration;
import java.util.Map;

/**
 * How agents behave.
 *
 * @param slots tasks at a time: {@code auto} or a number
 * @param linger how long an agent waits for work before it leaves
 * @param killGrace between TERM and KILL for a task that has to go
 * @param redisPatience how long an agent keeps outcomes that Redis does not take before it leaves with them
 * @param resources what each agent has so many of, such as licences; {@code gpus}: how many, where nobody else says
 */
public record AgentSettings(
        String slots, Duration linger, Duration killGrace, Duration redisPatience, Map<String, Integer> resources) {
    public static final String AUTO = "auto";
    public static final AgentSettings DEFAULT =
            new AgentSettings(AUTO, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofHours(1), Map.of());

    public AgentSettings {
        resources = Map.copyOf(resources);
    }
}
