package org.musterhpc.launcher.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.queue.redis.RedisAddress;

/** {@code --redis URL}: where a server is, without a secret, as every user of the machine can read command lines. */
final class RedisUrl {
    static final String PASSWORD = Secrets.PASSWORD;

    private RedisUrl() {}

    /** @param configured what muster.yml says of a server, or null: user, password, authority and prefix come from it */
    static RedisAddress parse(String text, Map<String, String> env, @Nullable RedisAddress configured) {
        String url = text.contains("://") ? text : "redis://" + text;
        URI uri = uri(url);
        String info = uri.getUserInfo();
        if (info != null && info.indexOf(':') >= 0) {
            throw Problem.usage(
                    "--redis holds a password, which everybody on this machine could read (ps)",
                    "put it into the variable " + PASSWORD
                            + ", or redis.password_file in muster.yml, and write redis://"
                            + (info.startsWith(":") ? "" : info.substring(0, info.indexOf(':')) + "@") + place(uri));
        }
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equals("redis") && !scheme.equals("rediss")) {
            throw wrong(text);
        }
        if (uri.getHost() == null) {
            throw wrong(text);
        }
        String user = info != null ? info : configured == null ? null : configured.user();
        String password = env.get(PASSWORD);
        return new RedisAddress(
                scheme + "://" + place(uri),
                user,
                password != null ? password : configured == null ? null : configured.password(),
                configured == null ? null : configured.caFile(),
                configured == null ? RedisAddress.DEFAULT_PREFIX : configured.prefix());
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw wrong("a text that is not a URL"); // not what was typed: it may hold a password
        }
    }

    private static String place(URI uri) {
        String path = uri.getPath() == null || uri.getPath().equals("/") ? "" : uri.getPath();
        return uri.getHost() + ":" + (uri.getPort() < 0 ? 6379 : uri.getPort()) + path;
    }

    private static Problem wrong(String text) {
        return Problem.usage("--redis: " + text, "write redis://host:port, or rediss://host:port for TLS");
    }
}
