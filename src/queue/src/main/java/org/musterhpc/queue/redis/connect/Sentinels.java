package org.musterhpc.queue.redis.connect;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.HostAndPortMapper;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks Sentinels where the primary is, anew for each connection that is opened, as their guide for clients says
 * (https://redis.io/docs/latest/develop/reference/sentinel-clients/): after a failover, connections break and the next
 * ones lead to the new primary. No connection to a Sentinel is kept, as the client library's own provider does with each
 * of them: a thousand agents would be thousands of clients there.
 */
final class Sentinels implements HostAndPortMapper {
    private final RedisAddress address;
    private final ServerUrl url;

    Sentinels(RedisAddress address, ServerUrl url) {
        this.address = address;
        this.url = url;
    }

    @Override
    public HostAndPort getHostAndPort(HostAndPort ignored) {
        return primary();
    }

    /**
     * @throws JedisException where no Sentinel answers, or none knows it
     */
    HostAndPort primary() {
        JedisException last = null;
        for (ServerUrl.Server sentinel : url.servers()) {
            try {
                List<String> primary = ask(Connector.server(sentinel));
                if (primary != null) {
                    return new HostAndPort(primary.get(0), Integer.parseInt(primary.get(1)));
                }
                last = new JedisConnectionException(
                        sentinel + " is a Sentinel that knows no primary named '" + url.primary() + "'");
            } catch (JedisException e) {
                last = e;
            }
        }
        String why = last == null ? "" : String.valueOf(last.getMessage());
        throw new JedisConnectionException("no Sentinel told where '" + url.primary() + "' is: " + why, last);
    }

    private @Nullable List<String> ask(HostAndPort sentinel) {
        try {
            return ask(sentinel, open().build());
        } catch (JedisDataException e) {
            if (address.password() == null) {
                throw e;
            }
            // Most Sentinels ask for no password; one that does is shown ours.
            return ask(
                    sentinel,
                    open().user(address.user()).password(address.password()).build());
        }
    }

    /** Anew each time: a builder that has built keeps the credentials that it built with. */
    private DefaultJedisClientConfig.Builder open() {
        return Connector.plain(address, url).socketTimeoutMillis(Connector.CONNECT_MS);
    }

    private @Nullable List<String> ask(HostAndPort sentinel, JedisClientConfig config) {
        try (Jedis jedis = new Jedis(sentinel, config)) {
            return jedis.sentinelGetMasterAddrByName(url.primary());
        }
    }
}
