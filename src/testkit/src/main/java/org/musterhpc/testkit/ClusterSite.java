package org.musterhpc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Redis Cluster of three primaries on loopback. */
public final class ClusterSite implements AutoCloseable {
    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<RedisServer> nodes = new ArrayList<>();

    private ClusterSite(List<String> settings) {
        List<Integer> buses = new ArrayList<>();
        try {
            for (int i = 0; i < PRIMARIES; i++) {
                int bus = RedisServer.freePort();
                buses.add(bus);
                nodes.add(RedisServer.start(
                        Stream.concat(
                                        settings.stream(),
                                        Stream.of(
                                                "cluster-enabled yes",
                                                "cluster-port " + bus,
                                                "cluster-node-timeout 5000"))
                                .toList(),
                        List.of()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < PRIMARIES; i++) {
            int first = SLOTS * i / PRIMARIES;
            int last = SLOTS * (i + 1) / PRIMARIES - 1;
            nodes.get(i).ask("CLUSTER ADDSLOTSRANGE " + first + " " + last);
            nodes.get(i).ask("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
            nodes.get(0).ask("CLUSTER MEET 127.0.0.1 " + nodes.get(i).port() + " " + buses.get(i));
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!nodes.stream().allMatch(ClusterSite::knowsAll)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no cluster: " + nodes.get(0).ask("CLUSTER INFO"));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static boolean knowsAll(RedisServer node) {
        String info = node.ask("CLUSTER INFO");
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + PRIMARIES);
    }

    /**
     * Starts it, and waits until all nodes know of all slots.
     *
     * @param settings lines of each node's configuration
     */
    public static ClusterSite start(String... settings) {
        return new ClusterSite(Arrays.asList(settings));
    }

    /** {@code redis-cluster://127.0.0.1:…,…}. */
    public String url() {
        return "redis-cluster://"
                + nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
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
            must(from.ask("MIGRATE 127.0.0.1 " + to.port() + " \"\" 0 5000 KEYS " + keys.replace('\n', ' ')));
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
    }
}
