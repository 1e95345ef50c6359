/**
 * Calls of the C library: {@code posix_spawn}, resource limits, signals, waiting. Uses nothing of ours; called by the native
 * spawner alone.
 */
@NullMarked
package org.musterhpc.agent.process.posix;

import org.jspecify.annotations.NullMarked;
