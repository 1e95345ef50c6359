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

/** A real Redis Cluster of three primaries on loopback. */
public final class ClusterSite implements AutoCloseable {
    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;
    /** A node that is only slow is not taken for dead. */
    private static final int SILENCE_MS = 8_000;

    private final @Nullable TlsFiles tls;
    private final List<RedisServer> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> buses = new ArrayList<>();

    private ClusterSite(@Nullable TlsFiles tls, List<String> settings) {
        this.tls = tls;
        for (int i = 0; i < PRIMARIES; i++) {
            RedisServer node = node(settings);
            int first = SLOTS * i / PRIMARIES;
            int last = SLOTS * (i + 1) / PRIMARIES - 1;
            must(node.ask("CLUSTER ADDSLOTSRANGE " + first + " " + last));
            // Each its own, and before it knows of another: afterwards Redis takes none.
            must(node.ask("CLUSTER SET-CONFIG-EPOCH " + (i + 1)));
        }
        meet();
    }

    private RedisServer node(List<String> settings) {
        try {
            int bus = Ports.free();
            List<String> all = new ArrayList<>(settings);
            all.addAll(List.of("cluster-enabled yes", "cluster-port " + bus, "cluster-node-timeout " + SILENCE_MS));
            int encrypted = 0;
            if (tls != null) {
                encrypted = Ports.free();
                all.addAll(tls.settings(encrypted, "no"));
                all.addAll(List.of(
                        "tls-cluster yes",
                        "tls-replication yes",
                        "cluster-announce-hostname localhost",
                        "cluster-preferred-endpoint-type hostname"));
            }
            RedisServer node = RedisServer.start(all, List.of());
            nodes.add(node);
            ports.add(tls == null ? node.port() : encrypted);
            buses.add(bus);
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes all nodes know of all. */
    private void meet() {
        for (int i = 0; i < nodes.size(); i++) {
            must(nodes.get(0).ask("CLUSTER MEET 127.0.0.1 " + ports.get(i) + " " + buses.get(i)));
        }
        await(() -> nodes.stream().allMatch(this::knowsAll));
    }

    /** Adds a replica, which becomes the primary when that is killed; returns when it has what the primary has. */
    public RedisServer addReplica(RedisServer primary) {
        RedisServer replica = node(List.of("repl-diskless-sync-delay 0"));
        meet();
        String id = primary.ask("CLUSTER MYID");
        await(() -> replica.ask("CLUSTER REPLICATE " + id).equals("OK"));
        // Every primary has a vote, and gives it to none that it takes for something else.
        await(() -> primary.ask("INFO replication").contains("state=online")
                && nodes.stream().allMatch(node -> node.ask("CLUSTER NODES").contains("slave " + id)));
        return replica;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Ceiling.TIME.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the nodes do not become a cluster");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private boolean knowsAll(RedisServer node) {
        String info = node.ask("CLUSTER INFO");
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + nodes.size());
    }

    /**
     * Starts it, and waits until all nodes know of all slots.
     *
     * @param settings lines of each node's configuration
     */
    public static ClusterSite start(String... settings) {
        return new ClusterSite(null, Arrays.asList(settings));
    }

    /** The same by TLS alone, for {@code localhost}. */
    public static ClusterSite encrypted(String... settings) {
        return new ClusterSite(TlsFiles.make(), Arrays.asList(settings));
    }

    /** {@code redis-cluster://127.0.0.1:…,…}, or {@code rediss-cluster://localhost:…}. */
    public String url() {
        String host = tls == null ? "127.0.0.1" : "localhost";
        return (tls == null ? "redis" : "rediss") + "-cluster://"
                + ports.stream().map(port -> host + ":" + port).collect(Collectors.joining(","));
    }

    /** What {@code redis.ca} has to name; null where nothing is encrypted. */
    public @Nullable Path authority() {
        return tls == null ? null : tls.file("ca.pem");
    }

    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** Moves a slot with all that is in it to another node, as {@code redis-cli --cluster reshard} does. */
    public void move(int slot, RedisServer from, RedisServer to) {
        String source = from.ask("CLUSTER MYID");
        String target = to.ask("CLUSTER MYID");
        must(to.ask("CLUSTER SETSLOT " + slot + " IMPORTING " + source));
        must(from.ask("CLUSTER SETSLOT " + slot + " MIGRATING " + target));
        String keys = from.ask("CLUSTER GETKEYSINSLOT " + slot + " 1000");
        if (!keys.isEmpty()) {
            must(from.ask("MIGRATE 127.0.0.1 " + to.port() + " \"\" 0 " + Ceiling.TIME.toMillis() + " KEYS "
                    + keys.replace('\n', ' ')));
        }
        for (RedisServer node : nodes) {
            must(node.ask("CLUSTER SETSLOT " + slot + " NODE " + target));
        }
    }

    private static void must(String answer) {
        if (!"OK".equals(answer)) {
            throw new IllegalStateException(answer);
        }
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
        if (tls != null) {
            tls.close();
        }
    }
}
