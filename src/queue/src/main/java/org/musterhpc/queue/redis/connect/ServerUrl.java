package org.musterhpc.queue.redis.connect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's url, taken apart: the forms that Spring and Lettuce use as well, without user and password.
 *
 * @param kind one server, Sentinels that know where it is, or a Redis Cluster
 * @param tls whether the way there is encrypted; for Sentinels: to them, too
 * @param servers at least one; those of Sentinels or of a cluster are asked in this order
 * @param database its number; 0 in a cluster
 * @param primary the name by which Sentinels know the primary; empty unless {@code kind} is SENTINEL
 */
public record ServerUrl(Kind kind, boolean tls, List<Server> servers, int database, String primary) {
    /** The forms, for a person who wrote something else. */
    public static final String ADVICE =
            "write redis://HOST:6379, with rediss:// for TLS and /N behind it for database N;"
                    + " redis-sentinel://HOST:26379,HOST2:26379/0#PRIMARY; or redis-cluster://HOST:6379,HOST2:6379";

    private static final Map<String, Kind> SCHEMES = new HashMap<>();

    static {
        for (String s : List.of("", "s")) {
            SCHEMES.put("redis" + s, Kind.SINGLE);
            SCHEMES.put("redis" + s + "-sentinel", Kind.SENTINEL);
            SCHEMES.put("redis" + s + "-cluster", Kind.CLUSTER);
        }
    }

    private static final Pattern WHOLE = Pattern.compile("([a-z-]+)://([^/?#]*)(/\\d{0,5})?(?:#([\\w.-]+))?");
    private static final Pattern SERVER = Pattern.compile("(\\[[0-9a-fA-F:.%]+\\]|[\\w.-]+)(?::(\\d{1,5}))?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d+){3}|\\[::1\\]");

    /** What answers under a url. */
    public enum Kind {
        SINGLE(6379),
        SENTINEL(26379),
        CLUSTER(6379);

        private final int port;

        Kind(int port) {
            this.port = port;
        }
    }

    /** A host, in brackets where it is an address of IPv6, and a port. */
    public record Server(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    public ServerUrl {
        servers = List.copyOf(servers);
    }

    /**
     * @throws IllegalArgumentException saying what is wrong with it, without repeating it, as it may hold a password
     */
    public static ServerUrl parse(String text) {
        if (text.contains("@")) {
            throw new IllegalArgumentException(holdsPassword(text) ? "holds a password" : "holds a user");
        }
        Matcher whole = WHOLE.matcher(text);
        int scheme = text.indexOf("://");
        Kind kind = scheme < 0 ? null : SCHEMES.get(text.substring(0, scheme));
        if (kind == null) {
            throw new IllegalArgumentException(
                    "does not begin with redis:// or rediss:// (nor with redis-sentinel:// or redis-cluster://)");
        }
        if (!whole.matches()) {
            throw new IllegalArgumentException(
                    "has more behind the host than a port and a database's number, or is not a url");
        }
        List<Server> servers = servers(kind, whole.group(2));
        String path = whole.group(3);
        int database = path == null || path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
        String primary = whole.group(4) == null ? "" : whole.group(4);
        if (kind == Kind.SENTINEL && primary.isEmpty()) {
            throw new IllegalArgumentException("does not say which primary the Sentinels are asked for (#NAME)");
        }
        if (kind != Kind.SENTINEL && !primary.isEmpty()) {
            throw new IllegalArgumentException("names a primary, which only redis-sentinel:// does");
        }
        if (kind == Kind.CLUSTER && database != 0) {
            throw new IllegalArgumentException("names a database, and a Redis Cluster has but number 0");
        }
        if (kind == Kind.SINGLE && servers.size() > 1) {
            throw new IllegalArgumentException(
                    "names several hosts, as only redis-sentinel:// and redis-cluster:// do");
        }
        boolean tls = text.startsWith("rediss");
        return new ServerUrl(kind, tls, servers, database, primary);
    }

    private static List<Server> servers(Kind kind, String text) {
        List<Server> servers = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            Matcher server = SERVER.matcher(one);
            if (!server.matches()) {
                throw new IllegalArgumentException(
                        one.isEmpty() ? "names no host" : "has a host that is neither a name nor an address");
            }
            int port = server.group(2) == null ? kind.port : Integer.parseInt(server.group(2));
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("has a port that there is not");
            }
            servers.add(new Server(server.group(1), port));
        }
        return servers;
    }

    /** Whether there is a password in a text that may or may not be a url. */
    public static boolean holdsPassword(String text) {
        int at = text.lastIndexOf('@');
        int start = text.indexOf("://");
        return at > 0
                && text.substring(start < 0 ? 0 : start + "://".length(), at).contains(":");
    }

    /** Whether it leads each machine to itself. */
    public boolean loopback() {
        return servers.stream()
                .allMatch(server -> LOOPBACK.matcher(server.host()).matches());
    }

    /** The same, with every port written out. */
    @Override
    public String toString() {
        String scheme = (tls ? "rediss" : "redis")
                + switch (kind) {
                    case SINGLE -> "";
                    case SENTINEL -> "-sentinel";
                    case CLUSTER -> "-cluster";
                };
        String hosts = String.join(",", servers.stream().map(Server::toString).toList());
        boolean path = database != 0 || kind == Kind.SENTINEL;
        return scheme + "://" + hosts + (path ? "/" + database : "") + (primary.isEmpty() ? "" : "#" + primary);
    }
}
