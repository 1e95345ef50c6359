package org.musterhpc.launcher.cluster;

import java.nio.file.Path;
import java.time.Duration;
import org.musterhpc.queue.redis.RedisAddress;

/**
 * What an agent is told when it is started.
 *
 * @param campaign whose tasks it runs
 * @param redis where the queues are; handed over in a file that only the owner can read
 * @param logs folder for the agents' and the tasks' output
 * @param slots {@code auto} or a number
 * @param linger how long it waits for work before it leaves
 * @param timing of heartbeat and kill
 */
public record AgentOrder(String campaign, RedisAddress redis, Path logs, String slots, Duration linger, Timing timing) {

    /**
     * @param lease how long tasks stay an agent's without a heartbeat
     * @param heartbeat between two heartbeats; less than half the lease, so that one may be lost
     * @param killGrace between TERM and KILL for a task that has to go
     */
    public record Timing(Duration lease, Duration heartbeat, Duration killGrace) {}
}
