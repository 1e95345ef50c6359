/** The seams of the queue: what a producer, an agent, an operator and a reader may ask of it. */
@NullMarked
package org.musterhpc.queue;

import org.jspecify.annotations.NullMarked;
