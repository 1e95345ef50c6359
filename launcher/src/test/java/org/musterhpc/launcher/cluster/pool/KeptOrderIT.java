package org.musterhpc.launcher.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Order;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.RedisServer;

/** What was ordered of a pool, where Redis loses it. */
class KeptOrderIT {
    private static final Order ORDER = new Order("me", Farewell.STAY, 1, 3);

    @TempDir
    private Path folder;

    private static RedisAddress at(String url) {
        return new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    @Test
    void redisThatLostAllIsToldAgainAndAnotherIsNot() throws IOException {
        try (RedisServer redis = RedisServer.start();
                Queues queues = Queues.connect(at(redis.url()));
                Pool pool = queues.pool("lab")) {
            MusterHome home = new MusterHome(folder.resolve("home"));
            KeptOrder orders = new KeptOrder(home, "lab", at(redis.url()));
            assertThat(orders.of(pool)).isNull();
            orders.order(pool, ORDER);
            assertThat(pool.order()).isEqualTo(ORDER);
            Path file = home.pool("lab").resolve("order");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");

            redis.ask("FLUSHALL");
            KeptOrder others = new KeptOrder(home, "lab", at("redis://127.0.0.1:1"));
            assertThat(others.of(pool)).isNull();
            assertThat(pool.order()).isNull();
            assertThat(orders.of(pool)).isEqualTo(ORDER);
            assertThat(pool.order()).isEqualTo(ORDER);

            Order stopped = new Order("me", Farewell.DRAIN, 1, 3);
            orders.order(pool, stopped);
            redis.ask("FLUSHALL");
            assertThat(orders.of(pool)).as("what was stopped stays so").isEqualTo(stopped);

            for (String text : new String[] {"", "x", Files.readString(file).replace("DRAIN", "?")}) {
                redis.ask("FLUSHALL");
                Files.writeString(file, text);
                assertThat(orders.of(pool)).as(text).isNull();
            }
        }
    }
}
