package org.musterhpc.queue.model;

import java.time.Instant;
import java.util.List;

/**
 * What a user runs: a namespace of stages.
 *
 * @param name letters, digits, {@code _ . -}; no more than 100
 * @param digest of everything that was submitted (definitions and tasks), so that the same submit is known again
 * @param owner login name of whoever submitted it
 * @param created in Redis' time
 * @param stages in the order of the campaign file
 */
public record Campaign(String name, String digest, String owner, Instant created, List<Stage> stages) {
    public Campaign {
        stages = List.copyOf(stages);
    }

    /**
     * @throws IllegalArgumentException where there is no such stage
     */
    public Stage stage(String wanted) {
        return stages.stream()
                .filter(stage -> stage.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("campaign " + name + " has no stage " + wanted));
    }
}
