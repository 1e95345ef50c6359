package org.musterhpc.launcher.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.SshSettings.Keys;
import org.musterhpc.launcher.config.SshSettings.Transport;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;

/** Reads {@code ssh:}. */
final class SshReader {
    static final List<String> KEYS = List.of("host", "user", "port", "identity", "known_hosts", "jump", "transport");

    private static final int HIGHEST_PORT = 65_535;
    /** Never an option: ssh would take a host that begins with a dash for one. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_\\[][A-Za-z0-9_.:@,\\[\\]-]{0,254}");

    private final Map<String, String> env;

    SshReader(Map<String, String> env) {
        this.env = env;
    }

    /**
     * Null where nothing is said.
     *
     * @param hostThere whether {@code host} belongs here, or the cluster lists its hosts itself
     */
    @Nullable
    SshSettings read(@Nullable YamlValue value, boolean hostThere) {
        if (value == null) {
            return null;
        }
        YamlMap map = value.map("in ssh").only(KEYS);
        if (map.values().entrySet().stream()
                .allMatch(entry -> entry.getValue().isNothing()
                        || (hostThere && entry.getKey().equals("transport")))) {
            return null;
        }
        YamlValue host = map.some("host");
        if (hostThere && host == null) {
            throw value.problem(
                    "names no host", "add a line: host: NAME, or remove ssh where you are on the login node");
        }
        if (!hostThere && host != null) {
            throw host.problem("the cluster lists its hosts", "remove it, or write jump: for a host to go through");
        }
        YamlValue port = map.some("port");
        return new SshSettings(
                host == null ? null : host(host),
                name(map.some("user")),
                port == null ? null : Integer.valueOf(port.whole(1, HIGHEST_PORT)),
                name(map.some("jump")),
                new Keys(path(map.some("identity")), path(map.some("known_hosts"))),
                transport(map.some("transport")));
    }

    static String host(YamlValue value) {
        if (!HOST.matcher(value.text()).matches()) {
            throw value.problem("'" + value.text() + "' cannot be a host's name", "write a name or an address");
        }
        return value.text();
    }

    private static @Nullable String name(@Nullable YamlValue value) {
        return value == null ? null : host(value);
    }

    private @Nullable Path path(@Nullable YamlValue value) {
        return value == null ? null : RedisReader.trusted(value, HomePath.of(value, env));
    }

    private static Transport transport(@Nullable YamlValue value) {
        if (value == null) {
            return Transport.JSCH;
        }
        return switch (value.text()) {
            case "jsch" -> Transport.JSCH;
            case "openssh" -> Transport.OPENSSH;
            default -> throw value.problem("'" + value.text() + "' is no transport", "write jsch or openssh");
        };
    }
}
