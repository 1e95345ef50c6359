package org.musterhpc.queue.redis.connect;

import java.time.Duration;
import java.util.stream.Collectors;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/** Opens connections that never wait for ever. */
public final class Connector {
    /** Long enough for a busy server, short enough that a network cut is noticed before a lease lapses. */
    public static final int CONNECT_MS = 3_000;

    static final int ANSWER_MS = 10_000;

    /** For so long nobody may ring. */
    public static final int RING_MS = 60_000;

    /** In a cluster: the first, one that was sent on to another node, and one after that had moved, too. */
    private static final int REDIRECTIONS = 3;

    private Connector() {}

    /**
     * What carries commands to the server or servers.
     *
     * @param renew drops what is known of the way there, and what connections there are, so that the next ones are right
     */
    public record Line(UnifiedJedis client, Runnable renew) {}

    public static Line open(RedisAddress address, int connections) {
        ServerUrl url = address.where();
        return url.kind() == ServerUrl.Kind.CLUSTER
                ? Several.line(address, url, connections)
                : line(address, url, connections);
    }

    private static Line line(RedisAddress address, ServerUrl url, int connections) {
        RedisClient client = RedisClient.builder()
                .hostAndPort(server(url.servers().get(0)))
                .clientConfig(config(address).build())
                .poolConfig(pool(connections))
                .build();
        // Connections that were idle when the server went are dead too: do not fail once for each of them. After a
        // failover the next ones lead to the new primary.
        return new Line(client, () -> client.getPool().clear());
    }

    private static ConnectionPoolConfig pool(int connections) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        // Registering with JMX loads hundreds of classes and nobody looks.
        pool.setJmxEnabled(false);
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        // Whoever waits for the connection of another is not woken when that breaks and no new one can be opened.
        pool.setMaxWait(Duration.ofMillis(ANSWER_MS));
        return pool;
    }

    static HostAndPort server(ServerUrl.Server server) {
        return new HostAndPort(server.host(), server.port());
    }

    static DefaultJedisClientConfig.Builder config(RedisAddress address) {
        ServerUrl url = address.where();
        DefaultJedisClientConfig.Builder config = plain(address, url);
        if (address.user() != null) {
            config.user(address.user());
        }
        if (address.password() != null) {
            config.password(address.password());
        }
        config.database(url.database());
        if (url.kind() == ServerUrl.Kind.SENTINEL) {
            config.hostAndPortMapper(new Sentinels(address, url));
        }
        return config;
    }

    /** Without a name and a word to get in. */
    @SuppressWarnings("deprecation") // see Tls: key stores are no use to sites
    static DefaultJedisClientConfig.Builder plain(RedisAddress address, ServerUrl url) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(CONNECT_MS)
                .socketTimeoutMillis(ANSWER_MS)
                .blockingSocketTimeoutMillis(RING_MS + ANSWER_MS)
                .clientName("muster")
                .resp2()
                .ssl(url.tls());
        if (url.tls()) {
            Tls.on(config, address);
        }
        return config;
    }

    /** In a class of its own: an agent that knows one server loads nothing of this. */
    private static final class Several {
        static Line line(RedisAddress address, ServerUrl url, int connections) {
            RedisClusterClient client = RedisClusterClient.builder()
                    .nodes(url.servers().stream().map(Connector::server).collect(Collectors.toSet()))
                    .clientConfig(config(address).build())
                    .poolConfig(pool(connections))
                    .maxAttempts(REDIRECTIONS)
                    .build();
            return new Line(client, client::refreshClusterTopology);
        }
    }
}
