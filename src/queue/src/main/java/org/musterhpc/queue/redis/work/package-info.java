/**
 * What an agent asks, and whoever takes back what silent agents hold: claims, reports, heartbeats, lapses. Uses {@code read},
 * {@code campaign}, what those use, and {@code policy}; {@link org.musterhpc.queue.redis.Queues} makes its one door, the work
 * queue.
 */
@NullMarked
package org.musterhpc.queue.redis.work;

import org.jspecify.annotations.NullMarked;
