/**
 * Commands that look and change nothing: status, tasks, events, logs, results. Each turns options into one call of a use
 * case, and prints the answer. They use {@code command} and {@code terminal}; the catalogue makes them, and {@code try}
 * prints a task's output as {@code logs} does.
 */
@NullMarked
package org.musterhpc.launcher.cli.command.look;

import org.jspecify.annotations.NullMarked;
