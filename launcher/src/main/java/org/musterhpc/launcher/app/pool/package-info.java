/**
 * Use cases of pools: to start, stop, replace and look at agents that stay. Uses clusters' machines and the pool's keys in
 * Redis; called by commands.
 */
@NullMarked
package org.musterhpc.launcher.app.pool;

import org.jspecify.annotations.NullMarked;
