/**
 * How the words of the model are written as texts, in Redis, in files and on pipes, and read again. Uses the model alone;
 * called by whoever writes or reads such a text.
 */
@NullMarked
package org.musterhpc.queue.model.codec;

import org.jspecify.annotations.NullMarked;
