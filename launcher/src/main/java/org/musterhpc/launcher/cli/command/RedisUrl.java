package org.musterhpc.launcher.cli.command;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerUrl;

/** {@code --redis URL}: where a server is, without a secret, as every user of the machine can read command lines. */
final class RedisUrl {
    static final String PASSWORD = Secrets.PASSWORD;

    private RedisUrl() {}

    /** @param configured what muster.yml says of a server, or null: user, password, authority, certificate and prefix come from it */
    static RedisAddress parse(String text, Map<String, String> env, @Nullable RedisAddress configured) {
        String url = text.contains("://") ? text : "redis://" + text;
        int start = url.indexOf("://") + "://".length();
        int at = url.lastIndexOf('@');
        String info = at < 0 ? null : url.substring(start, at);
        ServerUrl place = place(at < 0 ? url : url.substring(0, start) + url.substring(at + 1));
        if (info != null && info.indexOf(':') >= 0) {
            throw Problem.usage(
                    "--redis holds a password, which everybody on this machine could read (ps)",
                    "put it into the variable " + PASSWORD + ", or redis.password_file in muster.yml, and write "
                            + url.substring(0, start)
                            + (info.startsWith(":") ? "" : info.substring(0, info.indexOf(':')) + "@")
                            + place.toString().substring(start));
        }
        String user = info != null ? info : configured == null ? null : configured.user();
        String password = env.get(PASSWORD);
        return new RedisAddress(
                place.toString(),
                user,
                password != null ? password : configured == null ? null : configured.password(),
                configured == null ? null : configured.caFile(),
                configured == null ? RedisAddress.DEFAULT_PREFIX : configured.prefix(),
                configured == null ? null : configured.identity());
    }

    private static ServerUrl place(String url) {
        try {
            return ServerUrl.parse(url);
        } catch (IllegalArgumentException e) {
            // Not what was typed: it may hold a password.
            throw Problem.usage("--redis: the url " + e.getMessage(), ServerUrl.ADVICE);
        }
    }
}
