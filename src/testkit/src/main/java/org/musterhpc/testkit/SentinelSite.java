package org.musterhpc.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A primary, a replica of it and three Sentinels, real ones on loopback, that fail over when the primary is killed. */
public final class SentinelSite implements AutoCloseable {
    private static final String NAME = "muster-test";
    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final RedisServer primary;
    private final RedisServer replica;
    private final List<RedisServer> sentinels = new ArrayList<>();

    private SentinelSite(String password, List<String> settings) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of("requirepass " + password, "masterauth " + password, "repl-diskless-sync-delay 0"));
        primary = RedisServer.start(all.toArray(String[]::new));
        replica = RedisServer.start(Stream.concat(all.stream(), Stream.of("replicaof 127.0.0.1 " + primary.port()))
                .toArray(String[]::new));
        for (int i = 0; i < SENTINELS; i++) {
            sentinels.add(RedisServer.start(
                    List.of(
                            "sentinel monitor " + NAME + " 127.0.0.1 " + primary.port() + " " + QUORUM,
                            "sentinel auth-pass " + NAME + " " + password,
                            "sentinel down-after-milliseconds " + NAME + " 1000",
                            "sentinel failover-timeout " + NAME + " 5000"),
                    List.of("--sentinel")));
        }
        String auth = "AUTH " + password;
        await(() -> primary.ask(auth, "INFO replication").contains("state=online"));
        for (RedisServer sentinel : sentinels) {
            await(() -> sentinel.ask("INFO sentinel")
                    .contains("status=ok,address=127.0.0.1:" + primary.port() + ",slaves=1,sentinels=" + SENTINELS));
        }
    }

    /**
     * Starts them, and waits until they know of each other and the replica has what the primary has.
     *
     * @param password of both servers; the Sentinels have none
     * @param settings lines of both servers' configuration
     */
    public static SentinelSite start(String password, String... settings) {
        return new SentinelSite(password, Arrays.asList(settings));
    }

    /** {@code redis-sentinel://127.0.0.1:…,…/0#…}. */
    public String url() {
        return "redis-sentinel://"
                + sentinels.stream()
                        .map(sentinel -> "127.0.0.1:" + sentinel.port())
                        .collect(Collectors.joining(","))
                + "/0#" + NAME;
    }

    /** The one that is the primary at first. */
    public RedisServer primary() {
        return primary;
    }

    /** The one that becomes it. */
    public RedisServer replica() {
        return replica;
    }

    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the Sentinels do not find each other");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        replica.close();
        primary.close();
    }
}
