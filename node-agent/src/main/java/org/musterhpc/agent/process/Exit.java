package org.musterhpc.agent.process;

import org.jspecify.annotations.Nullable;

/**
 * How a task's leader ended: either a status or a signal.
 *
 * @param status 0–255, null where a signal ended it
 * @param signal its number, null where it exited by itself
 * @param cpuS user and system seconds of the leader and of the children that were waited for; 0 where not known
 * @param maxRssBytes the largest resident size of one of them; 0 where not known
 */
public record Exit(@Nullable Integer status, @Nullable Integer signal, double cpuS, long maxRssBytes) {}
