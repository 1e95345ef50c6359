package org.musterhpc.launcher.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings.Arrays;
import org.musterhpc.launcher.config.ClusterSettings.Batch;
import org.musterhpc.launcher.config.ClusterSettings.Hosts;
import org.musterhpc.launcher.config.ClusterSettings.Local;
import org.musterhpc.launcher.config.ClusterSettings.Pool;
import org.musterhpc.launcher.config.ClusterSettings.Site;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.Goal;

/** Reads one of {@code clusters:}. */
final class ClusterReader {
    static final List<String> LOCAL_KEYS = List.of("type", "agents", "pool");
    static final List<String> HOSTS_KEYS = List.of("type", "hosts", "agents", "pool", "remote_dir", "ssh");

    private static final List<String> BATCH_KEYS = List.of(
            "directives",
            "remote_dir",
            "elements",
            "throttle",
            "pool",
            "cpus",
            "gpus",
            "walltime",
            "timeout",
            "templates",
            "ssh");
    private static final String DEFAULT_FOLDER = "~/muster";
    private static final int LEAST_TIMEOUT_MS = 1000;
    private static final int MOST_AGENTS = 10_000;
    private static final int MOST_CPUS = 4096;
    private static final int MOST_GPUS = 1000;
    private static final Pattern WORD = Pattern.compile("[^\\s\\p{Cntrl}]+");

    private final Map<String, String> env;

    ClusterReader(Map<String, String> env) {
        this.env = env;
    }

    ClusterSettings read(String name, YamlValue value) {
        if (!Names.valid(name)) {
            throw value.at().usage("'" + name + "' cannot be a cluster's name", Names.ADVICE);
        }
        YamlMap map = value.map("in cluster '" + name + "'");
        YamlValue type = map.some("type");
        if (type == null) {
            throw value.problem("has no type", "add a line: type: " + types());
        }
        if (name.equals(Config.LOCAL) && !type.text().equals("local")) {
            throw type.problem("the cluster 'local' is this machine", "give the other one another name");
        }
        return switch (type.text()) {
            case "local" -> local(name, map.only(LOCAL_KEYS));
            case "hosts" -> hosts(name, value, map.only(HOSTS_KEYS));
            default -> {
                Dialect dialect = Dialects.named(type.text())
                        .orElseThrow(() ->
                                type.problem("'" + type.text() + "' is not a type of cluster", "write " + types()));
                yield batch(name, dialect, value, map.only(keys(dialect)));
            }
        };
    }

    /** The keys of a batch system's cluster. */
    static List<String> keys(Dialect dialect) {
        return Stream.of(List.of("type"), dialect.options(), BATCH_KEYS)
                .flatMap(List::stream)
                .filter(key -> dialect.place().throttles() || !key.equals("throttle"))
                .toList();
    }

    private static String types() {
        return Stream.of(Stream.of("local"), Dialects.all().stream().map(Dialect::name))
                        .flatMap(name -> name)
                        .collect(Collectors.joining(", "))
                + " or hosts";
    }

    private Batch batch(String name, Dialect dialect, YamlValue value, YamlMap map) {
        for (String needed : dialect.place().required()) {
            if (map.some(needed) == null) {
                throw value.problem("has no " + needed, "add a line: " + needed + ": NAME");
            }
        }
        YamlValue directives = map.some("directives");
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : dialect.options()) {
            YamlValue set = map.some(option);
            if (set != null) {
                options.put(option, word(set));
            }
        }
        Pool pool = PoolReader.inArrays(map.some("pool"), env);
        if (pool == null && !dialect.place().sharesFolder()) {
            throw value.problem(
                    "is not a pool: containers get one connection, and with it one key, for all campaigns",
                    "add a line: pool: true, or {min: 0, max: 20}");
        }
        return new Batch(
                name,
                dialect.name(),
                options,
                directives == null
                        ? List.of()
                        : directives.listOrOne().stream()
                                .map(ClusterReader::line)
                                .toList(),
                arrays(map),
                site(map, true),
                pool);
    }

    private static Arrays arrays(YamlMap map) {
        YamlValue throttle = map.some("throttle");
        YamlValue cpus = map.some("cpus");
        YamlValue gpus = map.some("gpus");
        return new Arrays(
                goal(map.some("elements")),
                throttle == null ? null : throttle.whole(1, Goal.MOST),
                cpus == null ? null : cpus.whole(1, MOST_CPUS),
                ConfigReader.duration(map.some("walltime"), LEAST_TIMEOUT_MS),
                gpus == null ? null : gpus.whole(0, MOST_GPUS));
    }

    private Hosts hosts(String name, YamlValue value, YamlMap map) {
        YamlValue hosts = map.some("hosts");
        if (hosts == null || hosts.list().isEmpty()) {
            throw (hosts == null ? value : hosts).problem("names no hosts", "write hosts: [NAME, NAME]");
        }
        YamlValue said = map.some("pool");
        Pool pool = pool(name, said, agents(map));
        if (said != null && pool == null) {
            throw said.problem("agents on hosts always are a pool", "leave it out");
        }
        Site there = site(map, false);
        if (there.ssh() == null) {
            there = new Site(there.remoteDir(), there.templates(), there.timeout(), SshSettings.PLAIN);
        }
        return new Hosts(
                name,
                hosts.list().stream().map(SshReader::host).toList(),
                agents(map),
                there,
                pool == null ? new Pool(null) : pool);
    }

    private Local local(String name, YamlMap map) {
        return new Local(name, agents(map), pool(name, map.some("pool"), agents(map)));
    }

    private @Nullable Pool pool(String name, @Nullable YamlValue value, int agents) {
        if (value != null && name.equals(Config.LOCAL)) {
            throw value.problem(
                    "the cluster 'local' runs each campaign's own agents",
                    "give the pool a name of its own: NAME: {type: local, pool: true}");
        }
        return PoolReader.onMachines(value, env, agents);
    }

    private Site site(YamlMap map, boolean hostThere) {
        YamlValue folder = map.some("remote_dir");
        YamlValue templates = map.some("templates");
        Duration timeout = ConfigReader.duration(map.some("timeout"), LEAST_TIMEOUT_MS);
        return new Site(
                folder == null ? DEFAULT_FOLDER : line(folder),
                templates == null ? null : HomePath.of(templates, env),
                timeout == null ? Site.TIMEOUT : timeout,
                new SshReader(env).read(map.some("ssh"), hostThere));
    }

    private static int agents(YamlMap map) {
        YamlValue agents = map.some("agents");
        return agents == null ? 1 : agents.whole(1, MOST_AGENTS);
    }

    private static Goal goal(@Nullable YamlValue value) {
        if (value == null) {
            return new Goal.Auto();
        }
        if (value.text().matches("\\d+")) {
            return new Goal.Fixed(value.whole(1, Goal.MOST));
        }
        return Goal.parse(value.text())
                .orElseThrow(() -> value.problem(
                        "'" + value.text() + "' is not a number of elements", "write auto, per-task or a number"));
    }

    private static String word(YamlValue value) {
        if (!WORD.matcher(value.text()).matches()) {
            throw value.problem("'" + value.text().strip() + "' is not a single word", "write it without blanks");
        }
        return value.text();
    }

    private static String line(YamlValue value) {
        if (value.text().isBlank() || value.text().contains("\n")) {
            throw value.problem("is not a single line", "write one line each");
        }
        return value.text();
    }
}
