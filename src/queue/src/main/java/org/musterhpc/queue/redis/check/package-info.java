/**
 * Compares all that stands in Redis of a campaign, and tells what does not agree. Uses {@code read} and what that uses; called
 * by the view.
 */
@NullMarked
package org.musterhpc.queue.redis.check;

import org.jspecify.annotations.NullMarked;
