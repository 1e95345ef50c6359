/** Tests of logs. */
@NullMarked
package org.musterhpc.agent.output;

import org.jspecify.annotations.NullMarked;
