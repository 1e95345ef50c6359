/** Processes and output files by the JDK's own means, for where nothing better is there. */
@NullMarked
package org.musterhpc.agent.start;

import org.jspecify.annotations.NullMarked;
