/** What the scheduler gave this agent, and who had it before. */
@NullMarked
package org.musterhpc.agent.allocation;

import org.jspecify.annotations.NullMarked;
