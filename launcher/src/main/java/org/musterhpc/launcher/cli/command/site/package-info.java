/**
 * Commands about this machine and the user's setup. Each turns options into one call of a use case, and prints the answer.
 * They use {@code command} and {@code terminal}; only the catalogue makes them.
 */
@NullMarked
package org.musterhpc.launcher.cli.command.site;

import org.jspecify.annotations.NullMarked;
