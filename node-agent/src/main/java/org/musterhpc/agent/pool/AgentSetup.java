package org.musterhpc.agent.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Pool.Member;

/**
 * Who an agent of a pool is.
 *
 * @param slots how many tasks it can run at once
 * @param term null: it stays until it is told to leave
 */
public record AgentSetup(
        String name,
        Member.Site site,
        int slots,
        Duration heartbeat,
        Duration lease,
        @Nullable Term term) {
    public AgentSetup(String name, Member.Site site, int slots, Duration heartbeat, Duration lease) {
        this(name, site, slots, heartbeat, lease, null);
    }
}
