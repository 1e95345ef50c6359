package org.musterhpc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A primary, a replica of it and three Sentinels, real ones on loopback, that fail over when the primary is killed. */
public final class SentinelSite implements AutoCloseable {
    private static final String NAME = "muster-test";
    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;

    private final @Nullable TlsFiles tls;
    private final String host;
    private final String auth;
    private final Member primary;
    private final Member replica;
    private final List<Member> sentinels = new ArrayList<>();

    /** @param at the port by which the others and clients reach it */
    private record Member(RedisServer server, int at) {}

    private SentinelSite(String password, @Nullable TlsFiles tls, List<String> settings) {
        this.tls = tls;
        host = tls == null ? "127.0.0.1" : "localhost";
        auth = "AUTH " + password;
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of("requirepass " + password, "masterauth " + password, "repl-diskless-sync-delay 0"));
        if (tls != null) {
            all.addAll(List.of("replica-announce-ip " + host, "tls-replication yes"));
        }
        primary = member(all, List.of());
        all.add("replicaof " + host + " " + primary.at());
        replica = member(all, List.of());
        List<String> looks = new ArrayList<>();
        if (tls != null) {
            looks.addAll(List.of(
                    "tls-replication yes",
                    "sentinel resolve-hostnames yes",
                    "sentinel announce-hostnames yes",
                    "sentinel announce-ip " + host,
                    "requirepass " + password));
        }
        looks.addAll(List.of(
                "sentinel monitor " + NAME + " " + host + " " + primary.at() + " " + QUORUM,
                "sentinel auth-pass " + NAME + " " + password,
                "sentinel down-after-milliseconds " + NAME + " 8000",
                "sentinel failover-timeout " + NAME + " 16000"));
        for (int i = 0; i < SENTINELS; i++) {
            sentinels.add(member(looks, List.of("--sentinel")));
        }
        await(() -> primary.server().ask(auth, "INFO replication").contains("state=online"));
        for (Member sentinel : sentinels) {
            await(() -> askSentinel(sentinel.server(), "INFO sentinel")
                    .contains("status=ok,address=" + host + ":" + primary.at() + ",slaves=1,sentinels=" + SENTINELS));
            // That there is a replica a Sentinel hears of the primary; it promotes none that it has not heard itself.
            await(() ->
                    askSentinel(sentinel.server(), "SENTINEL REPLICAS " + NAME).contains("master-link-status\nok"));
        }
    }

    private Member member(List<String> settings, List<String> options) {
        if (tls == null) {
            RedisServer server = RedisServer.start(settings, options);
            return new Member(server, server.port());
        }
        try {
            int port = Ports.free();
            List<String> all = new ArrayList<>(tls.settings(port, "no"));
            all.addAll(settings);
            return new Member(RedisServer.start(all, options), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts them, and waits until they know of each other and the replica has what the primary has.
     *
     * @param password of both servers; the Sentinels have none
     * @param settings lines of both servers' configuration
     */
    public static SentinelSite start(String password, String... settings) {
        return new SentinelSite(password, null, Arrays.asList(settings));
    }

    /** The same by TLS alone, for {@code localhost}; and the Sentinels ask for the servers' password. */
    public static SentinelSite encrypted(String password, String... settings) {
        return new SentinelSite(password, TlsFiles.make(), Arrays.asList(settings));
    }

    /** {@code redis-sentinel://127.0.0.1:…,…/0#…}, or {@code rediss-sentinel://localhost:…}. */
    public String url() {
        return (tls == null ? "redis" : "rediss") + "-sentinel://"
                + sentinels.stream().map(sentinel -> host + ":" + sentinel.at()).collect(Collectors.joining(","))
                + "/0#" + NAME;
    }

    /** What {@code redis.ca} has to name; null where nothing is encrypted. */
    public @Nullable Path authority() {
        return tls == null ? null : tls.file("ca.pem");
    }

    /** The one that is the primary at first. */
    public RedisServer primary() {
        return primary.server();
    }

    /** The one that becomes it. */
    public RedisServer replica() {
        return replica.server();
    }

    /** How clients get to {@link #replica}. */
    public String replicaUrl() {
        return (tls == null ? "redis" : "rediss") + "://" + host + ":" + replica.at();
    }

    public List<RedisServer> sentinels() {
        return sentinels.stream().map(Member::server).toList();
    }

    /** What a Sentinel answers. */
    public String askSentinel(RedisServer sentinel, String command) {
        return tls == null ? sentinel.ask(command) : sentinel.ask(auth, command);
    }

    /** Makes the replica the primary while both live: a Sentinel that has not heard the replica lately is asked again. */
    public void failOver() {
        await(() -> askSentinel(sentinels.get(0).server(), "SENTINEL FAILOVER " + NAME)
                .equals("OK"));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Ceiling.TIME.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the Sentinels do not come to what is waited for");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Override
    public void close() {
        sentinels.forEach(sentinel -> sentinel.server().close());
        replica.server().close();
        primary.server().close();
        if (tls != null) {
            tls.close();
        }
    }
}
