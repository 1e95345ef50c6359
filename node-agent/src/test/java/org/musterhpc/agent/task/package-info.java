/** Tests of attempts. */
@NullMarked
package org.musterhpc.agent.task;

import org.jspecify.annotations.NullMarked;
