/**
 * Commands that change single tasks: cancel, retry, try. Each turns options into one call of a use case, and prints the
 * answer. They use {@code command}, {@code terminal}, {@code campaign} and {@code look}; only the catalogue makes them.
 */
@NullMarked
package org.musterhpc.launcher.cli.command.task;

import org.jspecify.annotations.NullMarked;
