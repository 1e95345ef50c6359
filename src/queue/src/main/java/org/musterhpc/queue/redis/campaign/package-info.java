/**
 * What stands in Redis of a campaign as a whole: the names of its keys, its definition, its agents, what waits for what. Uses
 * {@code script}; called by all on Redis that reads or writes tasks, and by nobody else.
 */
@NullMarked
package org.musterhpc.queue.redis.campaign;

import org.jspecify.annotations.NullMarked;
