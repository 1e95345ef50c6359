/**
 * Signatures: whoever can write to Redis cannot make an agent run anything (docs/decisions/0005-signing.md). Uses the model;
 * called by whoever sends what agents run, and by agents.
 */
@NullMarked
package org.musterhpc.queue.sign;

import org.jspecify.annotations.NullMarked;
