package org.musterhpc.agent.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Of an agent that does not stay for ever: it is in an allocation, where Redis alone tells it to leave.
 *
 * @param idle how long it stays without work
 * @param rest from its start until what it runs must be ended; null: nobody knows
 */
public record Term(Duration idle, @Nullable Duration rest) {}
