/**
 * One call of a script: the Lua scripts, what sends them, and what reads large values page by page. Uses {@code connect};
 * called by the packages on Redis alone.
 */
@NullMarked
package org.musterhpc.queue.redis.script;

import org.jspecify.annotations.NullMarked;
