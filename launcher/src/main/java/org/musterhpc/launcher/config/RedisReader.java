package org.musterhpc.launcher.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.Section;
import org.musterhpc.launcher.yaml.Value;
import org.musterhpc.queue.redis.RedisAddress;

/** The {@code redis} section: where the server is, and the password from a file or the environment only. */
final class RedisReader {
    private static final String PASSWORD_ADVICE =
            "put it into a file that only you can read (chmod 600) and write password_file: FILE,"
                    + " or set MUSTER_REDIS_PASSWORD";
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:/-]{0,100}");

    private final Path file;
    private final Path home;
    private final Map<String, String> env;

    RedisReader(Path file, Path home, Map<String, String> env) {
        this.file = file;
        this.home = home;
        this.env = env;
    }

    /** The server, or null where no url is given: then we start our own. */
    @Nullable
    RedisSettings read(Section redis) {
        if (redis.has("password")) {
            throw redis.place("password").problem("a password does not belong into this file", PASSWORD_ADVICE);
        }
        Value url = redis.get("url");
        if (url == null) {
            for (String key : ConfigKeys.REDIS) {
                if (redis.has(key)) {
                    throw redis.place(key)
                            .problem("redis." + key + " is given, but no redis.url", "write url: redis://HOST:6379");
                }
            }
            return null;
        }
        checkUrl(url);
        Value ca = redis.get("ca");
        return new RedisSettings(new RedisAddress(
                url.text("url"),
                redis.text("user", null),
                password(redis.get("password_file")),
                ca == null ? null : existing(ca, "redis.ca").toString(),
                prefix(redis.get("prefix"))));
    }

    private static void checkUrl(Value value) {
        try {
            check(value.text("redis.url"));
        } catch (Problem e) {
            throw value.place().problem(String.valueOf(e.getMessage()), e.advice());
        }
    }

    /** @throws Problem where this is not {@code redis[s]://host[:port][/db]} */
    static void check(String url) {
        String form = "write redis://HOST:6379, or rediss://HOST:6379 for TLS";
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            // The text may hold a password, so it is not repeated.
            throw Problem.usage("redis.url cannot be read", form);
        }
        if (uri.getRawUserInfo() != null
                || String.valueOf(uri.getRawAuthority()).indexOf('@') >= 0) {
            throw Problem.usage(
                    "redis.url holds a user or password", "write the user as user: NAME; " + PASSWORD_ADVICE);
        }
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equals("redis") && !scheme.equals("rediss")) {
            throw Problem.usage("redis.url: '" + url + "' does not begin with redis:// or rediss://", form);
        }
        if (uri.getHost() == null || !uri.getRawPath().matches("(/[0-9]{0,5})?") || uri.getRawQuery() != null) {
            throw Problem.usage("redis.url: '" + url + "' names no host, or more than host, port and database", form);
        }
    }

    private static String prefix(@Nullable Value value) {
        if (value == null) {
            return RedisAddress.DEFAULT_PREFIX;
        }
        String prefix = value.text("redis.prefix");
        if (!PREFIX.matcher(prefix).matches()) {
            throw value.place()
                    .problem("redis.prefix: '" + prefix + "' is not allowed", "use letters, digits, _ . : / -");
        }
        return prefix;
    }

    private @Nullable String password(@Nullable Value named) {
        String fromEnvironment = env.get("MUSTER_REDIS_PASSWORD");
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            return fromEnvironment;
        }
        return named == null ? null : PasswordFile.read(existing(named, "redis.password_file"), named.place());
    }

    /** A file named relative to the configuration, or with {@code ~}. */
    private Path existing(Value value, String what) {
        String text = value.text(what);
        Path path = text.equals("~") || text.startsWith("~/")
                ? home.resolve(text.substring(Math.min(2, text.length())))
                : file.toAbsolutePath().resolveSibling(text);
        if (!path.toFile().isFile()) {
            throw value.place().problem(what + ": there is no file " + text, "name one that is there");
        }
        return path.normalize();
    }
}
