package org.musterhpc.launcher.config;

import java.time.Duration;

/**
 * How soon a dead agent is noticed.
 *
 * @param interval between two heartbeats
 * @param lease how long tasks stay an agent's without one
 */
public record HeartbeatSettings(Duration interval, Duration lease) {
    public static final HeartbeatSettings DEFAULT =
            new HeartbeatSettings(Duration.ofSeconds(10), Duration.ofSeconds(30));
}
