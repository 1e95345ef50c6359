package org.musterhpc.launcher.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerUrl;

/**
 * A Redis that somebody else runs.
 *
 * @param url a {@link ServerUrl}, without user and password
 * @param own who launchers are there
 * @param agents who agents are there; null: the same
 * @param ca PEM file of the authority that signed the server's certificate, or null
 * @param prefix of all keys
 * @param identity our own certificate, or null
 */
public record RedisSettings(
        String url,
        Login own,
        @Nullable Login agents,
        @Nullable String ca,
        String prefix,
        RedisAddress.@Nullable Identity identity) {

    /**
     * How to get in.
     *
     * @param user ACL user, or null for the default one
     * @param password from a file or the environment; never printed
     */
    public record Login(@Nullable String user, @Nullable String password) {
        @Override
        public String toString() {
            return String.valueOf(user);
        }
    }

    /** As {@link #PASSWORD_VARIABLE}, for {@code agent_password_file}. */
    static final String AGENT_PASSWORD_VARIABLE = "MUSTER_REDIS_AGENT_PASSWORD";

    /** The environment's variable that holds the password; it goes before {@code password_file}. */
    public static final String PASSWORD_VARIABLE = Secrets.PASSWORD;

    /**
     * The server that {@code --redis} names, as the default user, with the environment's password.
     *
     * @throws Problem usage, where the url cannot be used or holds a password
     */
    public static RedisSettings at(String url, Map<String, String> env) {
        try {
            ServerUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw Problem.usage(
                    "the url of the Redis " + e.getMessage(),
                    ServerUrl.holdsPassword(url)
                            ? "leave it out of the url, where ps shows it to everybody, and set " + PASSWORD_VARIABLE
                            : ServerUrl.ADVICE);
        }
        return new RedisSettings(
                url, new Login(null, env.get(PASSWORD_VARIABLE)), null, null, RedisAddress.DEFAULT_PREFIX, null);
    }

    /** What connections are made from. */
    public RedisAddress address() {
        return new RedisAddress(url, own.user(), own.password(), ca, prefix, identity);
    }

    /** The same server as agents see it. */
    public RedisAddress forAgents(RedisAddress server) {
        return agents == null
                ? server
                : new RedisAddress(
                        server.url(),
                        agents.user(),
                        agents.password(),
                        server.caFile(),
                        server.prefix(),
                        server.identity());
    }

    @Override
    public String toString() {
        return url;
    }
}
