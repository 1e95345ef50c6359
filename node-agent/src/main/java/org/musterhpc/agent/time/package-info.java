/** Clocks and waits. */
@NullMarked
package org.musterhpc.agent.time;

import org.jspecify.annotations.NullMarked;
