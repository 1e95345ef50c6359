package org.musterhpc.systemtests.bench;

import redis.clients.jedis.RedisClient;

/** How much processor time a server has used since it began, network included. */
final class RedisCpu {
    private RedisCpu() {}

    /** Seconds. */
    static double spent(RedisClient redis) {
        return redis.info("cpu")
                .lines()
                .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                .sum();
    }
}
