package org.musterhpc.launcher.config;

import org.jspecify.annotations.Nullable;
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

    /** What connections are made from. */
    public RedisAddress address() {
        return new RedisAddress(url, user, password, ca, prefix);
    }

    @Override
    public String toString() {
        return url;
    }
}
