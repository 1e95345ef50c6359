/**
 * The way to the server: where it is, how we log in, what it says of itself, and what goes wrong on the way, in words. Uses
 * Jedis, and nothing else that is on Redis; called by the packages beside it, and by whoever names or examines a server.
 */
@NullMarked
package org.musterhpc.queue.redis.connect;

import org.jspecify.annotations.NullMarked;
