package org.musterhpc.launcher.config;

import org.musterhpc.queue.redis.RedisAddress;

/** A Redis that is there already, with its password looked up. */
public record RedisSettings(RedisAddress address) {}
