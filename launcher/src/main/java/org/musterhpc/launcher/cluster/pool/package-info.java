/**
 * Agents that stay and serve many campaigns, kept on this machine or on others over a shell. Uses shells, the bundle that
 * brings the agent, and the pool's keys in Redis; called by use cases.
 */
@NullMarked
package org.musterhpc.launcher.cluster.pool;

import org.jspecify.annotations.NullMarked;
