package org.musterhpc.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.Section;
import org.musterhpc.launcher.yaml.Value;
import org.musterhpc.queue.model.Walltime;

/** From YAML to settings, every value checked. */
final class ConfigReader {
    private final RedisReader redis;

    ConfigReader(Path file, Path home, Map<String, String> env) {
        this.redis = new RedisReader(file, home, env);
    }

    Config read(Value root) {
        Section top = root.section("the configuration", ConfigKeys.TOP);
        Value server = top.get("redis");
        return new Config(
                server == null ? null : redis.read(server.section("redis", ConfigKeys.REDIS)),
                heartbeat(top.get("heartbeat")),
                agent(top.get("agent")),
                clusters(top.get("clusters")));
    }

    private static HeartbeatSettings heartbeat(@Nullable Value value) {
        if (value == null) {
            return HeartbeatSettings.DEFAULT;
        }
        Section section = value.section("heartbeat", ConfigKeys.HEARTBEAT);
        Duration interval = duration(section, "interval", HeartbeatSettings.DEFAULT.interval(), 1);
        Duration lease = duration(section, "lease", HeartbeatSettings.DEFAULT.lease(), 1);
        if (lease.compareTo(interval.multipliedBy(2)) < 0) {
            throw section.place("lease")
                    .problem(
                            "heartbeat.lease (" + lease.toMillis() + " ms) is less than twice heartbeat.interval ("
                                    + interval.toMillis() + " ms)",
                            "make it longer, so that a single lost heartbeat does no harm");
        }
        return new HeartbeatSettings(interval, lease);
    }

    private static AgentSettings agent(@Nullable Value value) {
        if (value == null) {
            return AgentSettings.DEFAULT;
        }
        Section section = value.section("agent", ConfigKeys.AGENT);
        Value slots = section.get("slots");
        return new AgentSettings(
                slots == null || "auto".equals(slots.text("slots"))
                        ? "auto"
                        : Integer.toString(slots.whole("slots", 1, 100_000)),
                duration(section, "linger", AgentSettings.DEFAULT.linger(), 0),
                duration(section, "kill_grace", AgentSettings.DEFAULT.killGrace(), 0));
    }

    private static Map<String, ClusterSettings> clusters(@Nullable Value value) {
        Map<String, ClusterSettings> clusters = new LinkedHashMap<>();
        if (value != null) {
            value.entries("clusters").forEach((name, entry) -> clusters.put(name, ClusterReader.read(name, entry)));
        }
        return clusters;
    }

    private static Duration duration(Section section, String key, Duration missing, long leastMillis) {
        Value value = section.get(key);
        if (value == null) {
            return missing;
        }
        Duration duration = value.read(section.what() + "." + key, Walltime::parse);
        if (duration.toMillis() < leastMillis) {
            throw value.place().problem(section.what() + "." + key + ": must be longer than 0", "write 10s, say");
        }
        return duration;
    }
}
