/** What happens after an attempt ended; pure decisions, taken by agents and by whoever sweeps. */
@NullMarked
package org.musterhpc.queue.policy;

import org.jspecify.annotations.NullMarked;
