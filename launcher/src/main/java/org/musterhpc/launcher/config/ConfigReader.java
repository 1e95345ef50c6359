package org.musterhpc.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.launcher.yaml.YamlFile;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.Walltime;

/** Reads {@code muster.yml} (every key: {@code conf/muster.yml}). A key without a value is as good as none. */
final class ConfigReader {
    static final List<String> KEYS = List.of("redis", "heartbeat", "agent", "clusters");
    static final List<String> HEARTBEAT_KEYS = List.of("interval", "lease");
    static final List<String> AGENT_KEYS = List.of("slots", "linger", "kill_grace", "redis_patience", "resources");

    private static final int MOST_SLOTS = 4096;
    private static final int MOST_RESOURCES = 100_000;
    /** A lease outlives so many heartbeats, so that one may be lost and another late. */
    private static final int BEATS_A_LEASE = 3;

    private ConfigReader() {}

    /**
     * @throws Problem usage, with file and line
     */
    static Config read(Path file, Map<String, String> env) {
        // It names programs, servers and hosts.
        PrivateFiles.trust(file, "name another file by MUSTER_CONFIG or --config");
        YamlValue top = YamlFile.read(file);
        if (top == null || top.isNothing()) {
            return Config.EMPTY;
        }
        YamlMap map = top.map("at the top of the file").only(KEYS);
        return new Config(
                new RedisReader(env).read(map.some("redis")),
                RedisReader.listen(map.some("redis")),
                RedisReader.accepted(map.some("redis")),
                RedisReader.queues(map.some("redis")),
                heartbeat(map.some("heartbeat")),
                agent(map.some("agent")),
                clusters(map.some("clusters"), env));
    }

    private static HeartbeatSettings heartbeat(@Nullable YamlValue value) {
        if (value == null) {
            return HeartbeatSettings.DEFAULT;
        }
        YamlMap map = value.map("in heartbeat").only(HEARTBEAT_KEYS);
        Duration interval = duration(map.some("interval"), 1);
        Duration lease = duration(map.some("lease"), 1);
        if (interval == null) {
            interval = lease == null
                    ? HeartbeatSettings.DEFAULT.interval()
                    : shorter(HeartbeatSettings.DEFAULT.interval(), lease.dividedBy(BEATS_A_LEASE));
        }
        if (lease == null) {
            Duration least = interval.multipliedBy(BEATS_A_LEASE);
            lease = shorter(least, HeartbeatSettings.DEFAULT.lease()).equals(least)
                    ? HeartbeatSettings.DEFAULT.lease()
                    : least;
        }
        if (interval.multipliedBy(2).compareTo(lease) > 0) {
            throw value.problem(
                    "the lease must be at least twice the interval, or one late heartbeat takes tasks from a live agent",
                    "lengthen the lease, or shorten the interval");
        }
        return new HeartbeatSettings(interval, lease);
    }

    private static AgentSettings agent(@Nullable YamlValue value) {
        if (value == null) {
            return AgentSettings.DEFAULT;
        }
        YamlMap map = value.map("in agent").only(AGENT_KEYS);
        YamlValue slots = map.some("slots");
        Duration linger = duration(map.some("linger"), 0);
        Duration grace = duration(map.some("kill_grace"), 0);
        Duration patience = duration(map.some("redis_patience"), 0);
        return new AgentSettings(
                slots == null || slots.text().equals(AgentSettings.AUTO)
                        ? AgentSettings.AUTO
                        : Integer.toString(slots.whole(1, MOST_SLOTS)),
                linger == null ? AgentSettings.DEFAULT.linger() : linger,
                grace == null ? AgentSettings.DEFAULT.killGrace() : grace,
                patience == null ? AgentSettings.DEFAULT.redisPatience() : patience,
                resources(map.some("resources")));
    }

    private static Map<String, Integer> resources(@Nullable YamlValue value) {
        Map<String, Integer> resources = new TreeMap<>();
        if (value != null) {
            value.map("in agent.resources").values().forEach((name, number) -> {
                if (name.equals("cpus") || name.equals("memory")) {
                    throw number.problem(
                            "an agent has what its allocation, or its machine, has of it",
                            "remove it; slots: N counts tasks instead of cpus");
                }
                if (!Names.valid(name) || !Character.isLetter(name.charAt(0))) {
                    throw number.problem(
                            "'" + name + "' cannot be a name", "use letters, digits and _ . -, a letter first");
                }
                resources.put(name, number.whole(0, MOST_RESOURCES));
            });
        }
        return resources;
    }

    private static Map<String, ClusterSettings> clusters(@Nullable YamlValue value, Map<String, String> env) {
        Map<String, ClusterSettings> clusters = new LinkedHashMap<>();
        if (value != null) {
            ClusterReader reader = new ClusterReader(env);
            value.map("among the clusters")
                    .values()
                    .forEach((name, cluster) -> clusters.put(name, reader.read(name, cluster)));
        }
        return clusters;
    }

    static @Nullable Duration duration(@Nullable YamlValue value, int leastMillis) {
        if (value == null) {
            return null;
        }
        Duration duration = value.parsed(Walltime::parse);
        if (duration.toMillis() < leastMillis) {
            throw value.problem(
                    "'" + value.text() + "' is " + (leastMillis > 1 ? "too short" : "no time at all"),
                    "write for instance 10s");
        }
        return duration;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
