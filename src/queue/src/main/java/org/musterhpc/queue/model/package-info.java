/**
 * What launcher and agent say to each other about tasks: states, moves, outcomes, messages, attempts, stages. Uses nothing of
 * Muster; called by all.
 */
@NullMarked
package org.musterhpc.queue.model;

import org.jspecify.annotations.NullMarked;
