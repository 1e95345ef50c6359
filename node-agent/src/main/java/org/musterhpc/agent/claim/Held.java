package org.musterhpc.agent.claim;

import org.musterhpc.queue.Lease;

/**
 * A lease that this agent holds, with its times by the monotonic clock.
 *
 * @param cost how much of the agent's room it takes
 * @param claimed no later than when it was claimed
 * @param alone whether nothing else may be held beside it once it begins: it may be what its agents died of
 */
record Held(Lease lease, int cost, long claimed, boolean alone) {}
