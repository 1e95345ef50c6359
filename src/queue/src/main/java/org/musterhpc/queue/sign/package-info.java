/** Signatures: whoever can write to Redis cannot make an agent run anything (docs/decisions/0005-signing.md). */
@NullMarked
package org.musterhpc.queue.sign;

import org.jspecify.annotations.NullMarked;
