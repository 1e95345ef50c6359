/** Tests with real processes. */
@NullMarked
package org.musterhpc.agent.process;

import org.jspecify.annotations.NullMarked;
