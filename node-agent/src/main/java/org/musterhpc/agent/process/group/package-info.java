/**
 * Control groups (cgroups, version 2 or 1) of tasks, where this process may make some: in one, the kernel keeps a task to its
 * memory. Called by {@code process}; uses {@code process.tree} alone.
 */
@NullMarked
package org.musterhpc.agent.process.group;

import org.jspecify.annotations.NullMarked;
