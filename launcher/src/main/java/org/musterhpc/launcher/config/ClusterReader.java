package org.musterhpc.launcher.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings.Arrays;
import org.musterhpc.launcher.config.ClusterSettings.Batch;
import org.musterhpc.launcher.config.ClusterSettings.Dialect;
import org.musterhpc.launcher.config.ClusterSettings.Hosts;
import org.musterhpc.launcher.config.ClusterSettings.Local;
import org.musterhpc.launcher.config.ClusterSettings.Queueing;
import org.musterhpc.launcher.config.ClusterSettings.Site;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;

/** Reads one of {@code clusters:}. */
final class ClusterReader {
    static final List<String> LOCAL_KEYS = List.of("type", "agents");
    static final List<String> SLURM_KEYS = List.of(
            "type", "partition", "account", "directives", "remote_dir", "elements", "throttle", "templates", "ssh");
    static final List<String> PBS_KEYS =
            List.of("type", "queue", "account", "directives", "remote_dir", "elements", "throttle", "templates", "ssh");
    static final List<String> HOSTS_KEYS = List.of("type", "hosts", "agents", "remote_dir", "ssh");

    private static final String DEFAULT_FOLDER = "~/muster";
    private static final List<String> ELEMENTS = List.of("auto", "per-task");
    private static final int MOST_AGENTS = 10_000;
    private static final int MOST_ELEMENTS = 10_000_000;
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
            throw value.problem("has no type", "add a line: type: local, slurm, pbs or hosts");
        }
        if (name.equals(Config.LOCAL) && !type.text().equals("local")) {
            throw type.problem("the cluster 'local' is this machine", "give the other one another name");
        }
        return switch (type.text()) {
            case "local" -> new Local(name, agents(map.only(LOCAL_KEYS)));
            case "slurm" -> batch(name, Dialect.SLURM, "partition", map.only(SLURM_KEYS));
            case "pbs" -> batch(name, Dialect.PBS, "queue", map.only(PBS_KEYS));
            case "hosts" -> hosts(name, value, map.only(HOSTS_KEYS));
            default ->
                throw type.problem(
                        "'" + type.text() + "' is not a type of cluster", "write local, slurm, pbs or hosts");
        };
    }

    private Batch batch(String name, Dialect dialect, String queueKey, YamlMap map) {
        YamlValue directives = map.some("directives");
        YamlValue throttle = map.some("throttle");
        return new Batch(
                name,
                dialect,
                new Queueing(
                        word(map.some(queueKey)),
                        word(map.some("account")),
                        directives == null
                                ? List.of()
                                : directives.listOrOne().stream()
                                        .map(ClusterReader::line)
                                        .toList()),
                new Arrays(elements(map.some("elements")), throttle == null ? null : throttle.whole(1, MOST_ELEMENTS)),
                site(map, true));
    }

    private Hosts hosts(String name, YamlValue value, YamlMap map) {
        YamlValue hosts = map.some("hosts");
        if (hosts == null || hosts.list().isEmpty()) {
            throw (hosts == null ? value : hosts).problem("names no hosts", "write hosts: [NAME, NAME]");
        }
        return new Hosts(name, hosts.list().stream().map(SshReader::host).toList(), agents(map), site(map, false));
    }

    private Site site(YamlMap map, boolean hostThere) {
        YamlValue folder = map.some("remote_dir");
        YamlValue templates = map.some("templates");
        return new Site(
                folder == null ? DEFAULT_FOLDER : line(folder),
                templates == null ? null : HomePath.of(templates, env),
                new SshReader(env).read(map.some("ssh"), hostThere));
    }

    private static int agents(YamlMap map) {
        YamlValue agents = map.some("agents");
        return agents == null ? 1 : agents.whole(1, MOST_AGENTS);
    }

    private static String elements(@Nullable YamlValue value) {
        if (value == null) {
            return ELEMENTS.get(0);
        }
        String text = value.text();
        if (!text.matches("\\d+") && !ELEMENTS.contains(text)) {
            throw value.problem("'" + text + "' is not a number of elements", "write auto, per-task or a number");
        }
        return ELEMENTS.contains(text) ? text : Integer.toString(value.whole(1, MOST_ELEMENTS));
    }

    private static @Nullable String word(@Nullable YamlValue value) {
        if (value != null && !WORD.matcher(value.text()).matches()) {
            throw value.problem("'" + value.text().strip() + "' is not a single word", "write it without blanks");
        }
        return value == null ? null : value.text();
    }

    private static String line(YamlValue value) {
        if (value.text().isBlank() || value.text().contains("\n")) {
            throw value.problem("is not a single line", "write one line each");
        }
        return value.text();
    }
}
