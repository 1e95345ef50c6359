package org.musterhpc.agent.claim;

import java.time.Duration;

/**
 * How long an agent stays, and what it can take on meanwhile.
 *
 * @param linger how long it goes on asking when there is nothing for it
 * @param one whether it leaves after one task
 */
public record Stay(Duration linger, boolean one, Allotment allotment) {}
