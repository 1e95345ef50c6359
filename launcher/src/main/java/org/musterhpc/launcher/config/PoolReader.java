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
    private static final List<String> IN_ARRAYS = List.of("min", "max", "idle", KEY_FILE);
    private static final int LEAST_IDLE_MS = 1000;

    private PoolReader() {}

    /** Of agents that are kept on machines; null where there is none. */
    static @Nullable Pool onMachines(@Nullable YamlValue value, Map<String, String> env) {
        if (value == null) {
            return null;
        }
        if (value.isMap()) {
            YamlMap map = value.map("of a pool");
            for (String key : List.of("min", "max", "idle")) {
                YamlValue scaled = map.some(key);
                if (scaled != null) {
                    throw scaled.problem(
                            key + " is for pools in arrays (type slurm or pbs): on machines as many agents stay as"
                                    + " agents: says",
                            "leave it out, and write agents: N");
                }
            }
            return new Pool(keyFile(map.only(List.of(KEY_FILE)), env));
        }
        return value.truth() ? new Pool(null) : null;
    }

    /** Of agents in arrays; null where there is none. */
    static @Nullable Pool inArrays(@Nullable YamlValue value, Map<String, String> env) {
        if (value == null) {
            return null;
        }
        if (!value.isMap()) {
            return value.truth() ? new Pool(null, new Scaling(0, Scaling.MAX, Scaling.IDLE)) : null;
        }
        YamlMap map = value.map("of a pool").only(IN_ARRAYS);
        YamlValue min = map.some("min");
        YamlValue max = map.some("max");
        int most = max == null ? Scaling.MAX : max.whole(1, Goal.MOST);
        int least = min == null ? 0 : min.whole(0, Goal.MOST);
        if (least > most) {
            throw (min == null ? value : min)
                    .problem("min: " + least + " is more than max: " + most, "lower the one or raise the other");
        }
        Duration idle = ConfigReader.duration(map.some("idle"), LEAST_IDLE_MS);
        return new Pool(keyFile(map, env), new Scaling(least, most, idle == null ? Scaling.IDLE : idle));
    }

    private static @Nullable Path keyFile(YamlMap map, Map<String, String> env) {
        YamlValue file = map.some(KEY_FILE);
        return file == null ? null : HomePath.of(file, env);
    }
}
