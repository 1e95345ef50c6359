/**
 * Agents in the elements of a scheduler's arrays: how many there should be, their submission, and what the scheduler says
 * of them. Commands are a dialect's, run over a shell.
 */
@NullMarked
package org.musterhpc.launcher.cluster.batch;

import org.jspecify.annotations.NullMarked;
