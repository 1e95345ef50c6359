package org.musterhpc.queue.redis;

import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and who we are there.
 *
 * @param url {@code redis://host:port[/db]} or {@code rediss://…} for TLS; without user and password
 * @param user ACL user, or null for the default one
 * @param password never printed
 * @param caFile PEM file of the authority that signed the server's certificate, or null for the JDK's own list
 * @param prefix of all keys, {@code muster:} unless a site says otherwise
 */
public record RedisAddress(
        String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String caFile,
        String prefix) {
    public static final String DEFAULT_PREFIX = "muster:";

    @Override
    public String toString() {
        return url;
    }
}
