/**
 * What the programs that we start get: text as the bytes that it was, variables as the user's shell has them. Uses nothing of
 * Muster; called by whoever starts programs or reads their texts.
 */
@NullMarked
package org.musterhpc.queue.environment;

import org.jspecify.annotations.NullMarked;
