/** Sees to it that no part of the agent fails unnoticed. */
@NullMarked
package org.musterhpc.agent.supervise;

import org.jspecify.annotations.NullMarked;
