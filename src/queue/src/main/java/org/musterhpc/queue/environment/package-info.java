/** What the programs that we start get: text as the bytes that it was, variables as the user's shell has them. */
@NullMarked
package org.musterhpc.queue.environment;

import org.jspecify.annotations.NullMarked;
