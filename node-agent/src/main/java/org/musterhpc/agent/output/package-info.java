/** Where the output of tasks goes: a log a slot or a file a task, and the index that finds an attempt in it. */
@NullMarked
package org.musterhpc.agent.output;

import org.jspecify.annotations.NullMarked;
