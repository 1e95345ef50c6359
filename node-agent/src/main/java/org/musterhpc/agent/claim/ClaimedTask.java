package org.musterhpc.agent.claim;

import org.musterhpc.agent.room.Resources;
import org.musterhpc.queue.Lease;

/**
 * A task that this agent has a lease of, with its times by the monotonic clock.
 *
 * @param cost what it takes of the agent's capacity
 * @param claimed no later than when it was claimed
 * @param alone whether nothing else may be held beside it once it begins: it may be what its agents died of
 */
record ClaimedTask(Lease lease, Resources cost, long claimed, boolean alone) {}
