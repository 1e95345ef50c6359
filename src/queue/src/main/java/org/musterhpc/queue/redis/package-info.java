/**
 * The queue on Redis or Valkey: {@link Queues} connects and gives its seams; all but the agents' are here, and theirs in
 * {@code work}. Uses that and {@code check}, which know nothing of each other, and {@code read}, {@code campaign}, {@code
 * script} and {@code connect}, each of which uses those behind it. No other code sees Jedis. Called by whoever needs a queue.
 */
@NullMarked
package org.musterhpc.queue.redis;

import org.jspecify.annotations.NullMarked;
