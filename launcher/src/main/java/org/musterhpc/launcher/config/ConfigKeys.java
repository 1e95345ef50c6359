package org.musterhpc.launcher.config;

import java.util.List;
import java.util.Map;

/** Every key of {@code muster.yml}, each section in the order in which the samples have it. */
final class ConfigKeys {
    static final List<String> TOP = List.of("redis", "heartbeat", "agent", "clusters");
    /** {@code password} is known in order to be refused with a better word than "unknown". */
    static final List<String> REDIS = List.of("url", "user", "password_file", "ca", "prefix", "password");

    static final List<String> HEARTBEAT = List.of("interval", "lease");
    static final List<String> AGENT = List.of("slots", "linger", "kill_grace");
    static final List<String> LOCAL = List.of("type", "agents");
    static final List<String> SLURM = batch("partition");
    static final List<String> PBS = batch("queue");
    static final List<String> HOSTS = List.of("type", "hosts", "agents", "remote_dir", "ssh");
    static final List<String> SSH =
            List.of("host", "user", "port", "identity", "known_hosts", "jump", "transport", "password");

    /** The keys of a cluster, by its type. */
    static final Map<String, List<String>> CLUSTER = Map.of("local", LOCAL, "slurm", SLURM, "pbs", PBS, "hosts", HOSTS);

    private ConfigKeys() {}

    private static List<String> batch(String queue) {
        return List.of(
                "type", queue, "account", "directives", "remote_dir", "elements", "throttle", "templates", "ssh");
    }
}
