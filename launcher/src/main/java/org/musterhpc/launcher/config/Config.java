package org.musterhpc.launcher.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.YamlFile;
import org.musterhpc.queue.command.NearestName;

/**
 * Everything that {@code muster.yml} says, with defaults where it says nothing.
 *
 * @param redis null: we start our own
 * @param clusters by name; {@code local} is always there
 */
public record Config(
        @Nullable RedisSettings redis,
        HeartbeatSettings heartbeat,
        AgentSettings agent,
        Map<String, ClusterSettings> clusters) {
    public static final Config DEFAULT = new Config(null, HeartbeatSettings.DEFAULT, AgentSettings.DEFAULT, Map.of());

    public Config {
        Map<String, ClusterSettings> all = new LinkedHashMap<>(clusters);
        all.putIfAbsent(ClusterSettings.LOCAL, new ClusterSettings.Local(ClusterSettings.LOCAL, 1));
        clusters = Collections.unmodifiableMap(all);
    }

    /**
     * Reads {@code explicit}, else what {@code MUSTER_CONFIG} names, else {@code ~/.config/muster/muster.yml} if that is
     * there, else nothing.
     *
     * @throws Problem where a file that was named is not there, or what it says cannot be
     */
    public static Config load(@Nullable Path explicit, Map<String, String> env) {
        Path home = Path.of(env.getOrDefault("HOME", System.getProperty("user.home")));
        String named = env.get("MUSTER_CONFIG");
        Path file = explicit;
        if (file == null && named != null && !named.isBlank()) {
            file = Path.of(named);
        }
        if (file == null) {
            Path usual = home.resolve(".config").resolve("muster").resolve("muster.yml");
            if (!Files.exists(usual)) {
                return DEFAULT;
            }
            file = usual;
        }
        return new ConfigReader(file, home, env).read(YamlFile.read(file, "configuration"));
    }

    /**
     * @throws Problem where there is no such cluster
     */
    public ClusterSettings cluster(String name) {
        ClusterSettings found = clusters.get(name);
        if (found == null) {
            String nearest = NearestName.of(name, clusters.keySet());
            throw Problem.usage(
                    "there is no cluster '" + name + "' in muster.yml",
                    nearest == null
                            ? "there are: " + String.join(", ", clusters.keySet())
                            : "did you mean '" + nearest + "'?");
        }
        return found;
    }

    /** This machine; a cluster of that name and another type is not it. */
    public ClusterSettings.Local local() {
        return clusters.get(ClusterSettings.LOCAL) instanceof ClusterSettings.Local local
                ? local
                : new ClusterSettings.Local(ClusterSettings.LOCAL, 1);
    }
}
