package org.musterhpc.queue.redis.connect;

import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and who we are there.
 *
 * @param url a {@link ServerUrl}, without user and password
 * @param user ACL user, or null for the default one
 * @param password never printed
 * @param caFile PEM file of the authority that signed the server's certificate, or null for the JDK's own list
 * @param prefix of all keys, {@code muster:} unless a site says otherwise
 * @param identity our own certificate, where the server asks for one; or null
 */
public record RedisAddress(
        String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String caFile,
        String prefix,
        @Nullable Identity identity) {
    public static final String DEFAULT_PREFIX = "muster:";

    /**
     * A certificate of our own and its key, in PEM files; the key is one of PKCS #8 ({@code BEGIN PRIVATE KEY}), and not
     * encrypted.
     */
    public record Identity(String certFile, String keyFile) {}

    /** Of somebody without a certificate. */
    public RedisAddress(
            String url, @Nullable String user, @Nullable String password, @Nullable String caFile, String prefix) {
        this(url, user, password, caFile, prefix, null);
    }

    /** The url, taken apart. */
    public ServerUrl where() {
        return ServerUrl.parse(url);
    }

    /** One server of several, for the same person. */
    RedisAddress at(ServerUrl.Server server) {
        ServerUrl url = where();
        String one =
                (url.tls() ? "rediss://" : "redis://") + server + (url.database() == 0 ? "" : "/" + url.database());
        return new RedisAddress(one, user, password, caFile, prefix, identity);
    }

    /** The same servers, for somebody who has nothing to show; whether they let him in is another question. */
    RedisAddress withoutCredentials() {
        return new RedisAddress(url, null, null, caFile, prefix, null);
    }

    @Override
    public String toString() {
        return url;
    }
}
