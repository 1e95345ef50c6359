/**
 * An agent that serves several campaigns: which of them it has open, and how much of its room each may take. Uses the claim
 * package's seams; only the agent's own package makes it.
 */
@NullMarked
package org.musterhpc.agent.pool;

import org.jspecify.annotations.NullMarked;
