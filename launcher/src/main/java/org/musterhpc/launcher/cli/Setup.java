package org.musterhpc.launcher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.Settings;
import org.musterhpc.launcher.cluster.AgentOrder;
import org.musterhpc.launcher.config.AgentSettings;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.launcher.config.RedisSettings;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** What configuration and options say about server and clusters. */
final class Setup implements Settings {
    private final Config config;
    private final Path file;
    private final @Nullable RedisAddress redis;

    private Setup(Config config, Path file, @Nullable RedisAddress redis) {
        this.config = config;
        this.file = file;
        this.redis = redis;
    }

    static Setup of(CommonOptions options, Map<String, String> env) {
        String file = options.config;
        Path explicit = file == null ? null : Path.of(file);
        Config config = Config.load(explicit, env);
        RedisSettings named = config.redis();
        RedisAddress configured = named == null ? null : named.address();
        String url = options.redis;
        return new Setup(
                config, Config.file(explicit, env), url == null ? configured : RedisUrl.parse(url, env, configured));
    }

    /** The server that is named, or null: the embedded one. */
    @Override
    @Nullable
    public RedisAddress redis() {
        return redis;
    }

    /** The server as agents get in there. */
    RedisAddress forAgents(RedisAddress server) {
        RedisSettings named = config.redis();
        return named == null ? server : named.forAgents(server);
    }

    /** What of a server's being unfit is taken all the same. */
    @Override
    public Set<Hazard> accepted() {
        return config.accepted();
    }

    /** Where the server of ours is reached from other machines; null: nowhere. */
    @Override
    @Nullable
    public String listen() {
        return config.listen();
    }

    /** Longer than an agent takes to kill its tasks and give them back. */
    Duration stopGrace() {
        return config.agent().killGrace().plusSeconds(10);
    }

    /** Whether agents have room for so many cpus of tasks; else for so many tasks. */
    boolean perCpu() {
        return config.agent().slots().equals(AgentSettings.AUTO);
    }

    /** So long after its last heartbeat an agent's tasks run elsewhere. */
    Duration lease() {
        return config.heartbeat().lease();
    }

    /** What agents of a campaign are told, wherever they run. */
    AgentOrder order(Session session, String campaign, @Nullable SigningKey key) {
        return new AgentOrder(
                campaign,
                forAgents(session.address()),
                key,
                session.home().logs(campaign),
                config.agent().slots(),
                config.agent().linger(),
                new AgentOrder.Timing(
                        config.heartbeat().lease(),
                        config.heartbeat().interval(),
                        config.agent().killGrace(),
                        config.agent().redisPatience()));
    }

    /**
     * The settings of the cluster that is named, or of this machine.
     *
     * @throws Problem usage, where there is no such cluster: said before anything is sent, too
     */
    @Override
    public ClusterSettings cluster(@Nullable String named) {
        String name = named == null ? Config.LOCAL : named;
        boolean unconfigured = name.equals(Config.LOCAL) && !config.clusters().containsKey(name);
        if (!unconfigured && !knows(name)) {
            throw Problem.usage(
                    "there is no cluster '" + name + "' in " + file
                            + (Files.exists(file) ? "" : ", which is not there"),
                    YamlMap.meant(name, config.clusters().keySet()) + "; clusters are written into that file (see"
                            + " conf/muster.yml)");
        }
        return unconfigured ? new ClusterSettings.Local(name, 1) : config.cluster(name);
    }

    /** The settings of a scheduler's cluster; null: muster.yml has none of this name. */
    @Override
    public ClusterSettings.@Nullable Batch batch(String cluster) {
        return config.clusters().get(cluster) instanceof ClusterSettings.Batch batch ? batch : null;
    }

    /** All schedulers' clusters in muster.yml. */
    @Override
    public List<ClusterSettings.Batch> batches() {
        return config.clusters().values().stream()
                .filter(ClusterSettings.Batch.class::isInstance)
                .map(ClusterSettings.Batch.class::cast)
                .toList();
    }

    /** Whether muster.yml has this cluster. */
    boolean knows(String cluster) {
        return config.clusters().containsKey(cluster);
    }
}
