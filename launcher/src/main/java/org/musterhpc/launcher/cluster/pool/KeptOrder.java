package org.musterhpc.launcher.cluster.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Order;
import org.musterhpc.queue.redis.connect.RedisAddress;

/**
 * What was ordered of a pool from this home, kept here as well: a Redis that lost it, or an empty one in its place, is told again
 * by whoever looks after the pool.
 */
public final class KeptOrder {
    private final Path folder;
    private final Path file;
    private final String server;

    /** @param redis what was ordered on another is not meant */
    public KeptOrder(MusterHome home, String pool, RedisAddress redis) {
        this.folder = home.pool(pool);
        this.file = folder.resolve("order");
        String named = redis.url() + " " + redis.user() + " " + redis.prefix();
        this.server =
                UUID.nameUUIDFromBytes(named.getBytes(StandardCharsets.UTF_8)).toString();
    }

    public void order(Pool pool, Order order) {
        try {
            PrivateFiles.folder(folder);
            PrivateFiles.write(
                    file,
                    String.join(
                            "\n",
                            server,
                            order.owner(),
                            order.all().name(),
                            Integer.toString(order.min()),
                            Integer.toString(order.max()),
                            ""));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
        pool.order(order);
    }

    /** What stands in Redis; where nothing does, what was ordered last, and it stands there again. */
    public @Nullable Order of(Pool pool) {
        Order there = pool.order();
        Order kept = there == null ? read() : null;
        if (kept != null) {
            pool.order(kept);
        }
        return there == null ? kept : there;
    }

    /** Null: nothing was, on this server, or somebody has changed the file. */
    private @Nullable Order read() {
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() < 5 || !lines.get(0).equals(server)) {
                return null;
            }
            int min = Integer.parseInt(lines.get(3));
            int max = Integer.parseInt(lines.get(4));
            return min < 0 || max < min ? null : new Order(lines.get(1), Farewell.valueOf(lines.get(2)), min, max);
        } catch (IOException | IllegalArgumentException e) {
            System.getLogger(KeptOrder.class.getName())
                    .log(System.Logger.Level.DEBUG, "what was ordered of the pool cannot be read", e);
            return null;
        }
    }
}
