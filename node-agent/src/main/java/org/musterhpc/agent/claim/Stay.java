package org.musterhpc.agent.claim;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an agent stays.
 *
 * @param linger how long it goes on asking when there is nothing for it
 * @param one whether it leaves after one task
 * @param rest how much time the allocation has left, or null where nobody knows
 */
public record Stay(Duration linger, boolean one, @Nullable Duration rest) {}
