package org.musterhpc.launcher.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentOrder;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.cluster.Crew;
import org.musterhpc.launcher.cluster.LocalCluster;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.config.RedisSettings;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.redis.RedisAddress;

/** What configuration and options say about server and clusters. */
final class Setup {
    private final Config config;
    private final @Nullable RedisAddress redis;

    private Setup(Config config, @Nullable RedisAddress redis) {
        this.config = config;
        this.redis = redis;
    }

    static Setup of(CommonOptions options, Map<String, String> env) {
        String file = options.config;
        Config config = Config.load(file == null ? null : Path.of(file), env);
        RedisSettings named = config.redis();
        RedisAddress configured = named == null ? null : named.address();
        String url = options.redis;
        return new Setup(config, url == null ? configured : RedisUrl.parse(url, env, configured));
    }

    /** The server that is named, or null: the embedded one. */
    @Nullable
    RedisAddress redis() {
        return redis;
    }

    /** Longer than an agent takes to kill its tasks and give them back. */
    Duration stopGrace() {
        return config.agent().killGrace().plusSeconds(10);
    }

    /** Agents for a campaign, on the cluster that is named or on this machine. */
    Crew crew(Session session, String campaign, @Nullable String named) {
        ClusterSettings.Local local = local(named);
        AgentOrder order = new AgentOrder(
                campaign,
                session.address(),
                session.home().logs(campaign),
                config.agent().slots(),
                config.agent().linger(),
                new AgentOrder.Timing(
                        config.heartbeat().lease(),
                        config.heartbeat().interval(),
                        config.agent().killGrace()));
        return new LocalCluster(
                        local.name(),
                        session.home(),
                        AgentProgram.find(),
                        session.around().pause())
                .start(order, local.agents());
    }

    /** Said before anything is sent, too: a campaign for a cluster that is not there should not be. */
    ClusterSettings.Local local(@Nullable String named) {
        String name = named == null ? Config.LOCAL : named;
        boolean unconfigured = name.equals(Config.LOCAL) && !config.clusters().containsKey(name);
        ClusterSettings settings = unconfigured ? new ClusterSettings.Local(name, 1) : config.cluster(name);
        if (settings instanceof ClusterSettings.Local local) {
            return local;
        }
        throw Problem.usage(
                "cluster '" + settings.name() + "' is not of type local, and others are not served yet",
                "run on this machine: --cluster " + Config.LOCAL);
    }
}
