/** Starts tasks, learns how they end and what they used, and kills every process that they started. */
@NullMarked
package org.musterhpc.agent.process;

import org.jspecify.annotations.NullMarked;
