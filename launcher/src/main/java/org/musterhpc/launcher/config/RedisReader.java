package org.musterhpc.launcher.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.redis.RedisAddress;

/** Reads {@code redis:}. Passwords come from a file of the owner's or from the environment, never from the config itself. */
final class RedisReader {
    static final List<String> KEYS = List.of("url", "listen", "user", "password_file", "ca", "prefix");

    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");
    private static final String MOVE =
            "put it into a file of your own (chmod 600) and write password_file: FILE, or set "
                    + RedisSettings.PASSWORD_VARIABLE;

    private final Map<String, String> env;

    RedisReader(Map<String, String> env) {
        this.env = env;
    }

    /** Where our own server listens beside loopback; null: nowhere. */
    static @Nullable String listen(@Nullable YamlValue value) {
        YamlValue listen = value == null ? null : value.map("in redis").some("listen");
        if (value == null || listen == null) {
            return null;
        }
        if (value.map("in redis").some("url") != null) {
            throw listen.problem(
                    "is for the Redis that Muster starts, and redis.url names another", "remove one of the two");
        }
        String address = listen.text();
        if (!address.matches("[A-Za-z0-9][A-Za-z0-9.:-]*") || address.equals("0.0.0.0")) {
            throw listen.problem(
                    "'" + address + "' is not one address", "write the address of this machine that the nodes reach");
        }
        return address;
    }

    /** Null where nothing names a server. */
    @Nullable
    RedisSettings read(@Nullable YamlValue value) {
        if (value == null) {
            return null;
        }
        YamlMap map = value.map("in redis");
        if (map.has("password")) {
            throw map.values()
                    .getOrDefault("password", value)
                    .problem("a password does not belong into this file, which others may read", MOVE);
        }
        map.only(KEYS);
        YamlValue url = map.some("url");
        if (url == null) {
            for (YamlValue other : map.values().values()) {
                if (!other.isNothing()
                        && !isDefaultPrefix(other)
                        && !other.name().endsWith("listen")) {
                    throw other.problem(
                            "there is no redis.url that it belongs to", "add a line: url: redis://HOST:6379");
                }
            }
            return null;
        }
        YamlValue prefix = map.some("prefix");
        return new RedisSettings(
                url(url),
                text(map.some("user")),
                password(map.some("password_file")),
                ca(map.some("ca")),
                prefix == null ? RedisAddress.DEFAULT_PREFIX : prefix(prefix));
    }

    private static boolean isDefaultPrefix(YamlValue value) {
        return value.name().endsWith("prefix") && value.text().equals(RedisAddress.DEFAULT_PREFIX);
    }

    private static String url(YamlValue value) {
        String fault = RedisUrl.fault(value.text());
        if (fault != null) {
            // Not the value itself: it may hold a password.
            throw value.problem(fault, RedisUrl.holdsPassword(value.text()) ? MOVE : RedisUrl.ADVICE);
        }
        return value.text();
    }

    private static String prefix(YamlValue value) {
        if (!value.text().matches("[A-Za-z0-9_.:/-]{1,100}")) {
            throw value.problem("'" + value.text() + "' cannot begin a key", "use letters, digits and _ . : / -");
        }
        return value.text();
    }

    private @Nullable String password(@Nullable YamlValue value) {
        String fromEnv = env.get(RedisSettings.PASSWORD_VARIABLE);
        if (fromEnv != null && !fromEnv.isEmpty()) {
            return fromEnv;
        }
        if (value == null) {
            return null;
        }
        Path file = HomePath.of(value, env);
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw value.problem("others may read or write " + file, "chmod 600 " + file);
            }
            String password = Files.readString(file).stripTrailing();
            if (password.isEmpty()) {
                throw value.problem(file + " is empty", "write the password into it, and nothing else");
            }
            return password;
        } catch (IOException e) {
            throw value.problem(
                    "cannot read " + file + ": " + reason(file), "make it, with the password in it (chmod 600)");
        }
    }

    private @Nullable String ca(@Nullable YamlValue value) {
        if (value == null) {
            return null;
        }
        Path file = HomePath.of(value, env);
        if (!Files.isReadable(file)) {
            throw value.problem(
                    "cannot read " + file + ": " + reason(file), "name the PEM file of the site's authority");
        }
        return file.toString();
    }

    private static String reason(Path file) {
        return Files.exists(file) ? "no permission, or not a file" : "there is none";
    }

    private static @Nullable String text(@Nullable YamlValue value) {
        return value == null ? null : value.text();
    }
}
