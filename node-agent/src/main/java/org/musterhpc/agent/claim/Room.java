package org.musterhpc.agent.claim;

import org.musterhpc.queue.model.Stage;

/**
 * How much runs at once.
 *
 * @param total processors of the allocation, or the number of slots that the user wants
 * @param perCpu whether a task takes as much as its stage has {@code cpus}; else each takes one slot
 */
public record Room(int total, boolean perCpu) {
    public Room {
        if (total < 1) {
            throw new IllegalArgumentException("an agent needs room for at least one task");
        }
    }

    /** What one task of the stage takes; one that wants more than there is gets all of it. */
    int cost(Stage stage) {
        return perCpu ? Math.min(total, stage.limits().cpus()) : 1;
    }
}
