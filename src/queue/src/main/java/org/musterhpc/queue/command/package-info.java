/** Command templates: {@code {{name}}} filled in so that no value can become shell code. */
@NullMarked
package org.musterhpc.queue.command;

import org.jspecify.annotations.NullMarked;
