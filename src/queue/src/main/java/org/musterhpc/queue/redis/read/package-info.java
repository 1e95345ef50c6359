/**
 * Finds and reads tasks, events, tallies and arrays, and changes nothing. Uses {@code campaign} and what that uses; called by
 * the check and by the seams of the queue on Redis.
 */
@NullMarked
package org.musterhpc.queue.redis.read;

import org.jspecify.annotations.NullMarked;
