/**
 * Command templates: {@code {{name}}} filled in so that no value can become shell code. Uses the model and {@code
 * environment}; called by whoever checks, shows or runs a command.
 */
@NullMarked
package org.musterhpc.queue.command;

import org.jspecify.annotations.NullMarked;
