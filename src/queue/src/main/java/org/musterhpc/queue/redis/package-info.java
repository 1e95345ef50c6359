/** The queue on Redis or Valkey: keys, Lua scripts and the only code that sees Jedis. */
@NullMarked
package org.musterhpc.queue.redis;

import org.jspecify.annotations.NullMarked;
