package org.musterhpc.launcher.app.connection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.config.AgentSettings;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.launcher.config.RedisSettings;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** What configuration and options say about server and clusters. */
public final class Setup {
    private final Config config;
    private final Path file;
    private final @Nullable RedisAddress redis;
    private final Path userHome;

    /**
     * @param file where the configuration is, or would be
     * @param redis the server that is named, or null: the embedded one
     * @param userHome the user's home folder
     */
    public Setup(Config config, Path file, @Nullable RedisAddress redis, Path userHome) {
        this.config = config;
        this.file = file;
        this.redis = redis;
        this.userHome = userHome;
    }

    /** The server that is named, or null: the embedded one. */
    @Nullable
    public RedisAddress redis() {
        return redis;
    }

    /** The same with another server. */
    public Setup at(RedisAddress server) {
        return new Setup(config, file, server, userHome);
    }

    /** The server as agents get in there. */
    public RedisAddress forAgents(RedisAddress server) {
        RedisSettings named = config.redis();
        return named == null ? server : named.forAgents(server);
    }

    /** What of a server's being unfit is taken all the same. */
    public Set<Hazard> accepted() {
        return config.accepted();
    }

    /**
     * The names that the configuration gives a campaign's queues.
     *
     * @throws Problem usage, where it gives some and the campaign has more than one stage
     */
    public QueueNames queues(String campaign, int stages) {
        return config.queues().of(campaign, stages);
    }

    /** Where the server of ours is reached from other machines; null: nowhere. */
    @Nullable
    public String listen() {
        return config.listen();
    }

    /** Longer than an agent takes to kill its tasks and give them back. */
    public Duration stopGrace() {
        return config.agent().killGrace().plusSeconds(10);
    }

    AgentSettings agents() {
        return config.agent();
    }

    /** So long after its last heartbeat an agent's tasks run elsewhere. */
    public Duration lease() {
        return config.heartbeat().lease();
    }

    /**
     * What agents of a campaign are told, wherever they run.
     *
     * @param server where this program reaches the server
     * @param logs the campaign's folder of logs here
     */
    public AgentSpec spec(String campaign, @Nullable SigningKey key, RedisAddress server, Path logs) {
        return new AgentSpec(
                campaign,
                forAgents(server),
                key,
                logs,
                config.agent().slots(),
                config.agent().linger(),
                new AgentSpec.Timing(
                        config.heartbeat().lease(),
                        config.heartbeat().interval(),
                        config.agent().killGrace(),
                        config.agent().redisPatience()),
                config.agent().resources());
    }

    /**
     * The settings of the cluster that is named, or of this machine.
     *
     * @throws Problem usage, where there is no such cluster: said before anything is sent, too
     */
    public ClusterSettings cluster(@Nullable String named) {
        String name = named == null ? Config.LOCAL : named;
        if (!knows(name)) {
            throw Problem.usage(
                    "there is no cluster '" + name + "' in " + file
                            + (Files.exists(file) ? "" : ", which is not there"),
                    YamlMap.meant(name, config.clusters().keySet()) + "; clusters are written into that file (see"
                            + " conf/muster.yml)");
        }
        return config.cluster(name);
    }

    /** A cluster's folder, as it is called here where the cluster's file system is mounted. */
    Path root(ClusterSettings.Batch batch) {
        return folder(batch.site().remoteDir());
    }

    private Path folder(String dir) {
        return dir.equals("~") ? userHome : userHome.resolve(dir.startsWith("~/") ? dir.substring(2) : dir);
    }

    /** The settings of a scheduler's cluster; null: muster.yml has none of this name. */
    public ClusterSettings.@Nullable Batch batch(String cluster) {
        return config.clusters().get(cluster) instanceof ClusterSettings.Batch batch ? batch : null;
    }

    /** All schedulers' clusters in muster.yml. */
    public List<ClusterSettings.Batch> batches() {
        return config.clusters().values().stream()
                .filter(ClusterSettings.Batch.class::isInstance)
                .map(ClusterSettings.Batch.class::cast)
                .toList();
    }

    /** Names of all pools in muster.yml. */
    public List<String> pools() {
        return config.clusters().values().stream()
                .filter(cluster -> cluster.pool() != null)
                .map(ClusterSettings::name)
                .toList();
    }

    /** A pool's folder, as it is called here where the machines' file system is this one's. */
    Path poolRoot(ClusterSettings pool, MusterHome home) {
        ClusterSettings.Site site = pool instanceof ClusterSettings.Hosts hosts
                ? hosts.site()
                : pool instanceof ClusterSettings.Batch batch ? batch.site() : null;
        return site == null
                ? home.pool(pool.name())
                : folder(site.remoteDir()).resolve("pools").resolve(pool.name());
    }

    /** Where the configuration is, or would be. */
    public Path file() {
        return file;
    }

    /** Whether muster.yml has this cluster. */
    public boolean knows(String cluster) {
        return config.clusters().containsKey(cluster);
    }
}
