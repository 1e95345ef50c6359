package org.musterhpc.launcher.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code muster.yml} says.
 *
 * @param redis null: the embedded one
 * @param clusters by name; {@code local} is always there
 */
public record Config(
        @Nullable RedisSettings redis,
        HeartbeatSettings heartbeat,
        AgentSettings agent,
        Map<String, ClusterSettings> clusters) {

    /** The cluster that is there without any configuration. */
    public static final String LOCAL = "local";

    /**
     * Reads {@code explicit}, else the file that {@code MUSTER_CONFIG} names, else {@code ~/.config/muster/muster.yml}
     * where there is one, else takes the defaults.
     *
     * @throws org.musterhpc.launcher.problem.Problem usage, with file and line
     */
    public static Config load(@Nullable Path explicit, Map<String, String> env) {
        return new Config(null, HeartbeatSettings.DEFAULT, AgentSettings.DEFAULT, Map.of());
    }

    /**
     * @throws org.musterhpc.launcher.problem.Problem usage, where there is no such cluster
     */
    public ClusterSettings cluster(String name) {
        ClusterSettings found = clusters.get(name);
        if (found == null) {
            throw org.musterhpc.launcher.problem.Problem.usage(
                    "there is no cluster '" + name + "'",
                    org.musterhpc.launcher.yaml.YamlMap.meant(name, clusters.keySet()));
        }
        return found;
    }
}
