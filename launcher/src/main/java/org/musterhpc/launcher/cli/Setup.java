package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentOrder;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.cluster.Crew;
import org.musterhpc.launcher.cluster.LocalCluster;
import org.musterhpc.queue.redis.RedisAddress;

/** What configuration and options say about server and clusters. */
final class Setup {
    private final @Nullable RedisAddress redis;

    private Setup(@Nullable RedisAddress redis) {
        this.redis = redis;
    }

    static Setup of(CommonOptions options, Map<String, String> env) {
        String url = options.redis;
        return new Setup(url == null ? null : RedisUrl.parse(url, env, null));
    }

    /** The server that is named, or null: the embedded one. */
    @Nullable RedisAddress redis() {
        return redis;
    }

    /** Longer than an agent takes to kill its tasks and give them back. */
    Duration stopGrace() {
        return Duration.ofSeconds(15);
    }

    /** Agents for a campaign, on the cluster that is named or on this machine. */
    Crew crew(Session session, String campaign, @Nullable String cluster) {
        AgentOrder order = new AgentOrder(
                campaign,
                session.address(),
                session.home().logs(campaign),
                "auto",
                Duration.ofSeconds(30),
                new AgentOrder.Timing(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5)));
        return new LocalCluster(
                        cluster == null ? "local" : cluster,
                        session.home(),
                        AgentProgram.find(),
                        session.around().pause())
                .start(order, 1);
    }
}
