/**
 * The seams of the queue: what a producer, an agent, an operator and a reader may ask of it. Uses the model; called by all,
 * and carried out in {@code redis}.
 */
@NullMarked
package org.musterhpc.queue;

import org.jspecify.annotations.NullMarked;
