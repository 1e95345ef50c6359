/** One attempt: from the message to the process and back to a typed outcome. */
@NullMarked
package org.musterhpc.agent.task;

import org.jspecify.annotations.NullMarked;
