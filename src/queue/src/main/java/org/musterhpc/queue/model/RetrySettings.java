package org.musterhpc.queue.model;

import java.time.Duration;
import java.util.Map;

/**
 * A stage's retry settings.
 *
 * @param maxAttempts how many attempts may fail by the task's own doing before it is dead
 * @param maxLosses how many may be lost to nodes, networks and preemption before it is dead
 * @param backoff the wait before the first repetition; doubled each time, up to a hundred times as long
 * @param on what the user wrote per outcome; an outcome that is not here has the default of {@code RetryPolicy}
 */
public record RetrySettings(int maxAttempts, int maxLosses, Duration backoff, Map<Outcome, RetryRule> on) {
    public static final RetrySettings DEFAULT = new RetrySettings(3, 20, Duration.ofSeconds(1), Map.of());

    public RetrySettings {
        on = Map.copyOf(on);
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("retry.max_attempts: " + maxAttempts + " is less than 1");
        }
        if (maxLosses < 0) {
            throw new IllegalArgumentException("retry.max_losses: " + maxLosses + " is less than 0");
        }
    }
}
