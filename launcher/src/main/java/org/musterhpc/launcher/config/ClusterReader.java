package org.musterhpc.launcher.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings.Dialect;
import org.musterhpc.launcher.config.SshSettings.Transport;
import org.musterhpc.launcher.yaml.Section;
import org.musterhpc.launcher.yaml.Value;

/** One entry under {@code clusters}. */
final class ClusterReader {
    static final String REMOTE_DIR = "~/muster";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
    /** A host or user beginning with a dash would be an option of the ssh program. */
    private static final Pattern SSH_WORD = Pattern.compile("[A-Za-z0-9_.%:@\\[\\]][A-Za-z0-9_.%:@\\[\\]+-]*");

    private ClusterReader() {}

    static ClusterSettings read(String name, Value value) {
        String what = "cluster '" + name + "'";
        if (!NAME.matcher(name).matches()) {
            throw value.place().problem("the name of " + what + " is not allowed", "use letters, digits, _ . -");
        }
        Value typed = value.entries(what).get("type");
        if (typed == null) {
            throw value.place().problem(what + " has no 'type'", "write type: local, slurm, pbs or hosts");
        }
        String type = typed.choice("type of " + what, List.of("local", "slurm", "pbs", "hosts"));
        Section section = value.section(what, Map.copyOf(ConfigKeys.CLUSTER).getOrDefault(type, List.of()));
        return switch (type) {
            case "local" -> new ClusterSettings.Local(name, section.whole("agents", 1, 1, 10_000));
            case "slurm" -> batch(name, section, Dialect.SLURM, "partition");
            case "pbs" -> batch(name, section, Dialect.PBS, "queue");
            default -> hosts(name, section);
        };
    }

    private static ClusterSettings batch(String name, Section section, Dialect dialect, String queue) {
        Value throttle = section.get("throttle");
        return new ClusterSettings.Batch(
                name,
                dialect,
                oneLine(section, queue),
                oneLine(section, "account"),
                directives(section),
                String.valueOf(section.text("remote_dir", REMOTE_DIR)),
                elements(section),
                throttle == null ? null : throttle.whole("throttle", 1, 1_000_000),
                section.text("templates", null),
                ssh(section, true));
    }

    private static ClusterSettings hosts(String name, Section section) {
        List<String> hosts = new ArrayList<>();
        Value value = section.need("hosts", "write hosts: [node1, node2]");
        for (Value host : value.items("hosts")) {
            hosts.add(sshWord(host, "host"));
        }
        if (hosts.isEmpty()) {
            throw value.place().problem("hosts of " + section.what() + " is empty", "write hosts: [node1, node2]");
        }
        return new ClusterSettings.Hosts(
                name,
                hosts,
                section.whole("agents", 1, 1, 10_000),
                String.valueOf(section.text("remote_dir", REMOTE_DIR)),
                ssh(section, false));
    }

    private static List<String> directives(Section section) {
        Value value = section.get("directives");
        List<String> directives = new ArrayList<>();
        if (value != null) {
            for (Value directive : value.oneOrMore("directives")) {
                directives.add(line(directive, "directive"));
            }
        }
        return directives;
    }

    private static @Nullable String oneLine(Section section, String key) {
        Value value = section.get(key);
        return value == null ? null : line(value, key);
    }

    /** A line break would begin a line of its own in the batch script. */
    private static String line(Value value, String what) {
        String text = value.text(what);
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw value.place()
                    .problem(what + " has more than one line", "write one line; several directives are a list");
        }
        return text;
    }

    private static String elements(Section section) {
        Value value = section.get("elements");
        if (value == null) {
            return "auto";
        }
        String text = value.text("elements");
        if (text.equals("auto") || text.equals("per-task")) {
            return text;
        }
        if (!text.isEmpty() && text.chars().allMatch(Character::isDigit)) {
            return Integer.toString(value.whole("elements", 1, 10_000_000));
        }
        throw value.place().problem("elements: '" + text + "' is not known", "write auto, per-task or a number");
    }

    private static @Nullable SshSettings ssh(Section cluster, boolean hostNeeded) {
        Value value = cluster.get("ssh");
        if (value == null) {
            return null;
        }
        Section ssh = value.section("ssh of " + cluster.what(), ConfigKeys.SSH);
        if (ssh.has("password")) {
            throw ssh.place("password")
                    .problem("a password does not belong into this file", "use a key (identity) or an ssh agent");
        }
        Value host = hostNeeded ? ssh.need("host", "write host: login.site") : ssh.get("host");
        Value user = ssh.get("user");
        Value port = ssh.get("port");
        Value jump = ssh.get("jump");
        Value transport = ssh.get("transport");
        return new SshSettings(
                host == null ? null : sshWord(host, "host"),
                user == null ? null : sshWord(user, "user"),
                port == null ? null : port.whole("port", 1, 65_535),
                ssh.text("identity", null),
                ssh.text("known_hosts", null),
                jump == null ? null : sshWord(jump, "jump"),
                transport == null
                        ? Transport.JSCH
                        : Transport.valueOf(transport
                                .choice("transport", List.of("jsch", "openssh"))
                                .toUpperCase(Locale.ROOT)));
    }

    private static String sshWord(Value value, String what) {
        String text = value.text(what);
        if (!SSH_WORD.matcher(text).matches()) {
            throw value.place().problem(what + ": '" + text + "' is not one", "write a plain name, such as login.site");
        }
        return text;
    }
}
