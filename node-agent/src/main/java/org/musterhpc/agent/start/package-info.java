/** What tasks are started with and where their output goes: the ends of the seams that {@code agent.task} names. */
@NullMarked
package org.musterhpc.agent.start;

import org.jspecify.annotations.NullMarked;
