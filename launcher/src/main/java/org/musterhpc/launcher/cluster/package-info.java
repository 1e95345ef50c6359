/** Places that run agents, and the agents that run there. */
@NullMarked
package org.musterhpc.launcher.cluster;

import org.jspecify.annotations.NullMarked;
