/**
 * Commands that make, run, change, mend and remove a campaign. Each turns options into one call of a use case, and prints
 * the answer. They use {@code command} and {@code terminal}; the catalogue makes them, and {@code retry} goes on as
 * {@code run} does.
 */
@NullMarked
package org.musterhpc.launcher.cli.command.campaign;

import org.jspecify.annotations.NullMarked;
