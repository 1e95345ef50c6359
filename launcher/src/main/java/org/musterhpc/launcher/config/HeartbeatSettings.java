package org.musterhpc.launcher.config;

import java.time.Duration;

/** How often an agent says that it lives, and after how long a silence its tasks are taken back. */
public record HeartbeatSettings(Duration interval, Duration lease) {
    public static final HeartbeatSettings DEFAULT =
            new HeartbeatSettings(Duration.ofSeconds(10), Duration.ofSeconds(30));
}
