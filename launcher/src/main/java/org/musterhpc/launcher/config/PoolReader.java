package org.musterhpc.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings.Pool;
import org.musterhpc.launcher.config.ClusterSettings.Scaling;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.Goal;

/** Reads {@code pool:} of a cluster: {@code true}, or a map. */
final class PoolReader {
    private static final String KEY_FILE = "key_file";
    private static final List<String> SCALING = List.of("min", "max", "idle");
    private static final List<String> KEYS = List.of("min", "max", "idle", KEY_FILE);
    private static final int LEAST_IDLE_MS = 1000;

    private PoolReader() {}

    /**
     * Of agents that are kept on machines; null where there is none.
     *
     * @param agents as many as there are on each at the most, where nothing else is said
     */
    static @Nullable Pool onMachines(@Nullable YamlValue value, Map<String, String> env, int agents) {
        if (value == null) {
            return null;
        }
        if (!value.isMap()) {
            return value.truth() ? new Pool(null) : null;
        }
        YamlMap map = value.map("of a pool").only(KEYS);
        boolean scaled = SCALING.stream().anyMatch(key -> map.some(key) != null);
        return scaled ? new Pool(keyFile(map, env), scaling(value, map, agents)) : new Pool(keyFile(map, env));
    }

    /** Of agents in arrays; null where there is none. */
    static @Nullable Pool inArrays(@Nullable YamlValue value, Map<String, String> env) {
        if (value == null) {
            return null;
        }
        if (!value.isMap()) {
            return value.truth() ? new Pool(null, new Scaling(0, Scaling.MAX, Scaling.IDLE)) : null;
        }
        YamlMap map = value.map("of a pool").only(KEYS);
        return new Pool(keyFile(map, env), scaling(value, map, Scaling.MAX));
    }

    private static Scaling scaling(YamlValue value, YamlMap map, int usual) {
        YamlValue min = map.some("min");
        YamlValue max = map.some("max");
        int most = max == null ? usual : max.whole(1, Goal.MOST);
        int least = min == null ? 0 : min.whole(0, Goal.MOST);
        if (least > most) {
            throw (min == null ? value : min)
                    .problem("min: " + least + " is more than max: " + most, "lower the one or raise the other");
        }
        Duration idle = ConfigReader.duration(map.some("idle"), LEAST_IDLE_MS);
        return new Scaling(least, most, idle == null ? Scaling.IDLE : idle);
    }

    private static @Nullable Path keyFile(YamlMap map, Map<String, String> env) {
        YamlValue file = map.some(KEY_FILE);
        return file == null ? null : HomePath.of(file, env);
    }
}
