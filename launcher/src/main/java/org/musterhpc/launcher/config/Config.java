package org.musterhpc.launcher.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.YamlMap;

/**
 * What {@code muster.yml} says.
 *
 * @param redis null: the embedded one
 * @param listen an address where the embedded one is reached from other machines; null: loopback alone
 * @param accepted what of a server's being unfit is taken all the same
 * @param queues names of queues that other programs know
 * @param clusters by name; {@code local} is always there
 */
public record Config(
        @Nullable RedisSettings redis,
        @Nullable String listen,
        Set<Hazard> accepted,
        QueueSettings queues,
        HeartbeatSettings heartbeat,
        AgentSettings agent,
        Map<String, ClusterSettings> clusters) {

    /** The cluster that is there without any configuration. */
    public static final String LOCAL = "local";

    /** What an empty file says. */
    static final Config EMPTY = new Config(
            null, null, Set.of(), QueueSettings.USUAL, HeartbeatSettings.DEFAULT, AgentSettings.DEFAULT, Map.of());

    public Config {
        Map<String, ClusterSettings> all = new LinkedHashMap<>(clusters);
        all.putIfAbsent(LOCAL, new ClusterSettings.Local(LOCAL, 1));
        clusters = all;
        accepted = Set.copyOf(accepted);
    }

    /**
     * Reads {@code explicit}, else the file that {@code MUSTER_CONFIG} names, else {@code ~/.config/muster/muster.yml}
     * where there is one, else takes the defaults.
     *
     * @throws Problem usage, with file and line
     */
    public static Config load(@Nullable Path explicit, Map<String, String> env) {
        Path file = file(explicit, env);
        boolean asked =
                explicit != null || !env.getOrDefault("MUSTER_CONFIG", "").isBlank();
        return asked || Files.exists(file) ? ConfigReader.read(file, env) : EMPTY;
    }

    /** Where {@link #load} looks; it need not be there. */
    public static Path file(@Nullable Path explicit, Map<String, String> env) {
        if (explicit != null) {
            return explicit;
        }
        String named = env.getOrDefault("MUSTER_CONFIG", "");
        return named.isBlank()
                ? HomePath.home(env).resolve(Path.of(".config", "muster", "muster.yml"))
                : Path.of(named);
    }

    /**
     * @throws Problem usage, where there is no such cluster
     */
    public ClusterSettings cluster(String name) {
        ClusterSettings found = clusters.get(name);
        if (found == null) {
            throw Problem.usage("there is no cluster '" + name + "'", YamlMap.meant(name, clusters.keySet()));
        }
        return found;
    }
}
