package org.musterhpc.queue.redis.connect;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.musterhpc.queue.QueueUnavailableException;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Asks a server about itself, not about tasks. Every call is bounded in time. */
public final class ServerProbe implements AutoCloseable {
    private final Jedis jedis;
    private final RedisAddress address;

    private ServerProbe(Jedis jedis, RedisAddress address) {
        this.jedis = jedis;
        this.address = address;
    }

    /** What a knock at the door brings. */
    public enum Answer {
        /** The server let us in and answers. */
        UP,
        /** The server let us in, and is still reading its data from disk. */
        LOADING,
        /** Nothing listens there. */
        NOBODY,
        /** Somebody who speaks the protocol refuses our user or password. */
        DENIED,
        /** Something listens there and says nothing in time. */
        SILENT,
        /** Something listens there and says what no Redis would. */
        STRANGE
    }

    /** Connects, logs in, says PING and goes; never throws for what it finds. */
    public static Answer knock(RedisAddress address, Duration patience) {
        try (Jedis jedis = connect(address, patience)) {
            return "PONG".equals(jedis.ping()) ? Answer.UP : Answer.STRANGE;
        } catch (JedisDataException e) {
            return String.valueOf(e.getMessage()).startsWith("LOADING") ? Answer.LOADING : Answer.DENIED;
        } catch (JedisConnectionException e) {
            return causedBy(e, ConnectException.class)
                    ? Answer.NOBODY
                    : causedBy(e, SocketTimeoutException.class) ? Answer.SILENT : Answer.STRANGE;
        } catch (JedisException | QueueUnavailableException e) {
            return Answer.STRANGE; // the latter: its certificate authority's file cannot be read
        }
    }

    /**
     * @param patience for the connection and for each answer
     * @throws QueueUnavailableException where nobody answers, or we are refused
     */
    public static ServerProbe open(RedisAddress address, Duration patience) {
        try {
            return new ServerProbe(connect(address, patience), address);
        } catch (JedisException e) {
            throw RedisErrors.of(address, e);
        }
    }

    /**
     * The servers that hold keys, each with an address of its own: of a cluster, its primaries; the one that Sentinels
     * name; or the one there is.
     *
     * @throws QueueUnavailableException where nobody answers, or we are refused
     */
    public static List<RedisAddress> servers(RedisAddress address, Duration patience) {
        ServerUrl url = address.where();
        if (url.kind() == ServerUrl.Kind.SINGLE) {
            return List.of(address);
        }
        if (url.kind() == ServerUrl.Kind.SENTINEL) {
            try {
                HostAndPort primary = new Sentinels(address, url).primary();
                return List.of(address.at(new ServerUrl.Server(primary.getHost(), primary.getPort())));
            } catch (JedisException e) {
                throw RedisErrors.of(address, e);
            }
        }
        QueueUnavailableException last = null;
        for (ServerUrl.Server server : url.servers()) {
            try (ServerProbe probe = open(address.at(server), patience)) {
                return probe.primaries().stream().map(address::at).toList();
            } catch (QueueUnavailableException e) {
                last = e;
            }
        }
        throw new QueueUnavailableException(
                last == null ? "no answer from " + address : String.valueOf(last.getMessage()), last);
    }

    /** The node itself where it is not one of a cluster: whoever looks at it finds that out. */
    private List<ServerUrl.Server> primaries() {
        Set<ServerUrl.Server> primaries = new LinkedHashSet<>();
        try {
            for (Object range : (List<?>) jedis.sendCommand(Protocol.Command.CLUSTER, "SLOTS")) {
                List<?> primary = (List<?>) ((List<?>) range).get(2);
                String host = new String((byte[]) primary.get(0), StandardCharsets.UTF_8);
                primaries.add(new ServerUrl.Server(host, ((Long) primary.get(1)).intValue()));
            }
        } catch (JedisDataException e) {
            return address.where().servers();
        } catch (JedisException e) {
            throw RedisErrors.of(address, e);
        }
        return primaries.isEmpty() ? address.where().servers() : List.copyOf(primaries);
    }

    /** The fields of INFO, of all sections; empty where the server does not let us ask. */
    public Map<String, String> info() {
        Map<String, String> fields = new HashMap<>();
        String all;
        try {
            all = jedis.info();
        } catch (JedisAccessControlException e) {
            return Map.of(); // INFO is forbidden at many sites: an answer, not a fault
        } catch (JedisException e) {
            throw RedisErrors.of(address, e);
        }
        for (String line : all.split("\r?\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }

    /** A setting's value; empty where the server does not let us read its settings, or has no such one. */
    public Optional<String> setting(String name) {
        try {
            return Optional.ofNullable(jedis.configGet(name).get(name));
        } catch (JedisDataException e) {
            return Optional.empty(); // CONFIG is forbidden at many sites: an answer, not a fault
        } catch (JedisException e) {
            throw RedisErrors.of(address, e);
        }
    }

    /** The server's clock. */
    public Instant time() {
        List<String> time = ask(Jedis::time);
        return Instant.ofEpochSecond(Long.parseLong(time.get(0)), Long.parseLong(time.get(1)) * 1000);
    }

    /** Makes the server write what it has to and end; it may be there for a moment longer. */
    public void shutdown() {
        ask(connected -> {
            connected.shutdown();
            return "";
        });
    }

    @Override
    public void close() {
        jedis.close();
    }

    private <T> T ask(Function<Jedis, T> question) {
        try {
            return question.apply(jedis);
        } catch (JedisException e) {
            throw RedisErrors.of(address, e);
        }
    }

    private static Jedis connect(RedisAddress address, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        DefaultJedisClientConfig.Builder config =
                Connector.config(address).connectionTimeoutMillis(millis).socketTimeoutMillis(millis);
        Jedis jedis = new Jedis(Connector.server(address.where().servers().get(0)), config.build());
        try {
            jedis.connect();
            return jedis;
        } catch (JedisException e) {
            jedis.close();
            throw e;
        }
    }

    private static boolean causedBy(Throwable thrown, Class<? extends Throwable> kind) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return true;
            }
            for (Throwable other : at.getSuppressed()) {
                if (kind.isInstance(other)) {
                    return true;
                }
            }
        }
        return false;
    }
}
