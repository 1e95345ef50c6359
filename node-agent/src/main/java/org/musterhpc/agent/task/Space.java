package org.musterhpc.agent.task;

import java.util.List;

/**
 * What is a task's alone while it runs.
 *
 * @param slot number of the place where it runs
 * @param gpus which of the agent's, counted from 0
 */
public record Space(int slot, List<Integer> gpus) {
    public Space {
        gpus = List.copyOf(gpus);
    }

    /** Without a GPU. */
    public Space(int slot) {
        this(slot, List.of());
    }
}
