/** What there is for tasks, what a task takes of it, and what is free: processors or places, memory, GPUs, named ones. */
@NullMarked
package org.musterhpc.agent.room;

import org.jspecify.annotations.NullMarked;
