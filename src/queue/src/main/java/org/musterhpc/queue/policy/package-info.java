/**
 * What happens after an attempt ended; pure decisions, taken by agents and by whoever sweeps. Uses the model and the seams of
 * the queue, not Redis; called by them, and by whoever shows what will happen.
 */
@NullMarked
package org.musterhpc.queue.policy;

import org.jspecify.annotations.NullMarked;
