/**
 * All processes of a task: finds them, sums what memory they use, and ends them. Reads {@code /proc}, and calls no native code.
 * Called by the spawners, and by whoever asks the kernel whether it killed one.
 */
@NullMarked
package org.musterhpc.agent.process.tree;

import org.jspecify.annotations.NullMarked;
