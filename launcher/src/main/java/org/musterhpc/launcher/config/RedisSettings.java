package org.musterhpc.launcher.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.queue.redis.RedisAddress;

/**
 * A Redis that somebody else runs.
 *
 * @param url {@code redis://host:port[/db]} or {@code rediss://…}, without user and password
 * @param user ACL user, or null for the default one
 * @param password from a file or the environment; never printed
 * @param ca PEM file of the authority that signed the server's certificate, or null
 * @param prefix of all keys
 */
public record RedisSettings(
        String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String ca,
        String prefix) {

    /** The environment's variable that holds the password; it goes before {@code password_file}. */
    public static final String PASSWORD_VARIABLE = Secrets.PASSWORD;

    /**
     * The server that {@code --redis} names, as the default user, with the environment's password.
     *
     * @throws Problem usage, where the url cannot be used or holds a password
     */
    public static RedisSettings at(String url, Map<String, String> env) {
        String fault = RedisUrl.fault(url);
        if (fault != null) {
            throw Problem.usage(
                    "the url of the Redis " + fault,
                    RedisUrl.holdsPassword(url)
                            ? "leave it out of the url, where ps shows it to everybody, and set " + PASSWORD_VARIABLE
                            : RedisUrl.ADVICE);
        }
        return new RedisSettings(url, null, env.get(PASSWORD_VARIABLE), null, RedisAddress.DEFAULT_PREFIX);
    }

    /** What connections are made from. */
    public RedisAddress address() {
        return new RedisAddress(url, user, password, ca, prefix);
    }

    @Override
    public String toString() {
        return url;
    }
}
