/**
 * The queue on Redis or Valkey: {@link Queues} connects and gives its seams, which change tasks by scripts here. Uses the
 * packages below, {@code check}, {@code read}, {@code campaign}, {@code script} and {@code connect}, each of which uses only
 * those behind it; no other code sees Jedis. Called by whoever needs a queue.
 */
@NullMarked
package org.musterhpc.queue.redis;

import org.jspecify.annotations.NullMarked;
