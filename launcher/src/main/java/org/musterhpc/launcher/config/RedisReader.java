package org.musterhpc.launcher.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerUrl;
import org.musterhpc.queue.sign.SafePath;

/** Reads {@code redis:}. Passwords come from a file of the owner's or from the environment, never from the config itself. */
final class RedisReader {
    static final List<String> KEYS = List.of(
            "url",
            "listen",
            "user",
            "password_file",
            "agent_user",
            "agent_password_file",
            "ca",
            "cert",
            "key",
            "prefix",
            "processing_queue",
            "working_queue",
            "completed_queue",
            "accept");

    private static final Pattern NEEDS_NO_URL = Pattern.compile(".*\\.(listen|accept|\\w+_queue)");

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");
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
        // It listens there anyway, and cannot twice.
        return LOOPBACK.contains(address) ? null : address;
    }

    /** What a person takes upon himself; of whichever server it is, so without a url as well. */
    static Set<Hazard> accepted(@Nullable YamlValue value) {
        YamlValue accept = value == null ? null : value.map("in redis").some("accept");
        if (accept == null) {
            return Set.of();
        }
        Set<Hazard> accepted = EnumSet.noneOf(Hazard.class);
        for (YamlValue word : accept.listOrOne()) {
            accepted.add(Hazard.named(word.text())
                    .orElseThrow(() -> word.problem(
                            "'" + word.text() + "' is nothing that can be accepted",
                            YamlMap.meant(word.text(), Hazard.words()))));
        }
        return accepted;
    }

    /** Of whichever server it is, too. */
    static QueueSettings queues(@Nullable YamlValue value) {
        if (value == null) {
            return QueueSettings.USUAL;
        }
        YamlMap map = value.map("in redis");
        YamlValue prefix = map.some("prefix");
        Map<String, String> names = new LinkedHashMap<>();
        QueueSettings.Written first = null;
        for (String key : List.of("processing_queue", "working_queue", "completed_queue")) {
            YamlValue name = map.some(key);
            if (name != null) {
                String wrong =
                        QueueNames.wrong(name.text(), prefix == null ? RedisAddress.DEFAULT_PREFIX : prefix.text());
                if (wrong != null || names.containsValue(name.text())) {
                    throw name.problem(
                            "no queue can be called so: " + (wrong == null ? "another is" : wrong),
                            "write a name of its own, such as " + key);
                }
                names.put(key, name.text());
                first = first == null ? new QueueSettings.Written(name.at(), name.name()) : first;
            }
        }
        return new QueueSettings(
                new QueueNames(names.get("processing_queue"), names.get("working_queue"), names.get("completed_queue")),
                first);
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
                        && !NEEDS_NO_URL.matcher(other.name()).matches()) {
                    throw other.problem(
                            "there is no redis.url that it belongs to", "add a line: url: redis://HOST:6379");
                }
            }
            return null;
        }
        YamlValue prefix = map.some("prefix");
        YamlValue ca = map.some("ca");
        return new RedisSettings(
                url(url),
                new RedisSettings.Login(
                        text(map.some("user")), password(map.some("password_file"), RedisSettings.PASSWORD_VARIABLE)),
                agents(map),
                ca == null ? null : file(ca, "name the PEM file of the site's authority"),
                prefix == null ? RedisAddress.DEFAULT_PREFIX : prefix(prefix),
                identity(map));
    }

    private static boolean isDefaultPrefix(YamlValue value) {
        return value.name().endsWith("prefix") && value.text().equals(RedisAddress.DEFAULT_PREFIX);
    }

    private static String url(YamlValue value) {
        try {
            ServerUrl.parse(value.text());
            return value.text();
        } catch (IllegalArgumentException e) {
            // Not the value itself: it may hold a password.
            throw value.problem(
                    String.valueOf(e.getMessage()), ServerUrl.holdsPassword(value.text()) ? MOVE : ServerUrl.ADVICE);
        }
    }

    private static String prefix(YamlValue value) {
        if (!value.text().matches("[A-Za-z0-9_.:/-]{1,100}")) {
            throw value.problem("'" + value.text() + "' cannot begin a key", "use letters, digits and _ . : / -");
        }
        return value.text();
    }

    /** Null: agents get in as we do. */
    private RedisSettings.@Nullable Login agents(YamlMap map) {
        YamlValue user = map.some("agent_user");
        YamlValue file = map.some("agent_password_file");
        String password = password(file, RedisSettings.AGENT_PASSWORD_VARIABLE);
        if (user == null) {
            if (file != null) {
                throw file.problem("there is no redis.agent_user that it belongs to", "add a line: agent_user: NAME");
            }
            return null;
        }
        if (password == null) {
            throw user.problem(
                    "there is no password for it",
                    "add a line: agent_password_file: FILE (chmod 600), with the password");
        }
        return new RedisSettings.Login(user.text(), password);
    }

    private @Nullable String password(@Nullable YamlValue value, String variable) {
        String fromEnv = env.get(variable);
        if (fromEnv != null && !fromEnv.isEmpty()) {
            return fromEnv;
        }
        if (value == null) {
            return null;
        }
        Path file = HomePath.of(value, env);
        try {
            ownersAlone(value, file);
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

    private RedisAddress.@Nullable Identity identity(YamlMap map) {
        YamlValue cert = map.some("cert");
        YamlValue key = map.some("key");
        if (cert == null || key == null) {
            YamlValue alone = cert == null ? key : cert;
            if (alone == null) {
                return null;
            }
            throw alone.problem(
                    "a certificate and its key belong together",
                    "add a line: " + (cert == null ? "cert: " : "key: ") + "FILE");
        }
        String keyFile = file(key, "name the PEM file of the certificate's key");
        ownersAlone(key, Path.of(keyFile));
        return new RedisAddress.Identity(file(cert, "name the PEM file of the certificate"), keyFile);
    }

    private void ownersAlone(YamlValue value, Path file) {
        trusted(value, file);
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw value.problem("others may read or write " + file, "chmod 600 " + file);
            }
        } catch (IOException e) {
            throw value.problem("cannot read " + file + ": " + reason(file), "look at its permissions");
        }
    }

    private String file(YamlValue value, String advice) {
        Path file = HomePath.of(value, env);
        if (!Files.isReadable(file)) {
            throw value.problem("cannot read " + file + ": " + reason(file), advice);
        }
        trusted(value, file);
        return file.toString();
    }

    /** A file of secrets or of what we trust, which nobody else may have changed. */
    static Path trusted(YamlValue value, Path file) {
        try {
            String danger = SafePath.danger(file).orElse(null);
            if (danger != null) {
                throw value.problem(
                        file + " cannot be trusted: " + danger,
                        "chmod go-w it, or put the file where only you may write");
            }
            return file;
        } catch (IOException e) {
            throw value.problem("cannot look at " + file + ": " + reason(file), "look at its permissions");
        }
    }

    private static String reason(Path file) {
        return Files.exists(file) ? "no permission, or not a file" : "there is none";
    }

    private static @Nullable String text(@Nullable YamlValue value) {
        return value == null ? null : value.text();
    }
}
