package org.musterhpc.queue.redis;

import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.testkit.SharedRedis;

/** The shared test server, as an address. */
public final class TestServer {
    private TestServer() {}

    public static RedisAddress address() {
        return new RedisAddress(SharedRedis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    /** What sends scripts and commands to it, on one connection. */
    public static ScriptRunner runner() {
        return runner(address());
    }

    public static ScriptRunner runner(RedisAddress address) {
        return ScriptRunner.open(address, 1, () -> "", Script.texts());
    }
}
