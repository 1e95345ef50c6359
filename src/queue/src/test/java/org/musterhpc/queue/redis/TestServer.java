package org.musterhpc.queue.redis;

import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.SharedRedis;

/** The shared test server, as an address. */
final class TestServer {
    private TestServer() {}

    static RedisAddress address() {
        return new RedisAddress(SharedRedis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
    }
}
