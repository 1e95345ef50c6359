package org.musterhpc.launcher.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** What the url of a Redis must look like. */
final class RedisUrl {
    static final String ADVICE = "write redis://HOST:6379, rediss://HOST:6379 for TLS, with /N for database N";

    private RedisUrl() {}

    /** What is wrong with it, without repeating it; null where nothing is. */
    static @Nullable String fault(String text) {
        if (text.contains("@")) {
            return holdsPassword(text) ? "holds a password" : "holds a user";
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return "is not a url";
        }
        if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme())) {
            return "does not begin with redis:// or rediss://";
        }
        if (uri.getHost() == null) {
            return "names no host";
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (!path.matches("(/\\d{0,5})?") || uri.getQuery() != null || uri.getFragment() != null) {
            return "has more behind the host than a port and a database's number";
        }
        return null;
    }

    static boolean holdsPassword(String text) {
        int at = text.lastIndexOf('@');
        int start = text.indexOf("://");
        return at > 0
                && text.substring(start < 0 ? 0 : start + "://".length(), at).contains(":");
    }
}
