package org.musterhpc.agent.room;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;

/**
 * How much runs at once.
 *
 * @param total what the allocation has; the number of places where the user says how many tasks run at once
 * @param perCpu whether a task takes as many processors as its stage says; else it takes one place
 */
public record Capacity(Resources total, boolean perCpu) {
    public Capacity {
        if (total.cpus() < 1) {
            throw new IllegalArgumentException("an agent needs room for at least one task");
        }
    }

    /** What a task of the stage takes that has not grown; one that wants more processors or memory than there are gets all of it. */
    public Resources cost(Stage stage) {
        return cost(stage, stage.limits().memory());
    }

    /** The same for a task that may have grown. */
    public Resources cost(Stage stage, Message task) {
        Long own = task.needs().memory();
        return cost(stage, own == null ? stage.limits().memory() : own);
    }

    /** What there is to be offered to tasks, by its name in a campaign file; in words and numbers for people. */
    public Map<String, Long> offered() {
        Map<String, Long> offered = new TreeMap<>();
        total.named().forEach((name, number) -> offered.put(name, (long) number));
        if (perCpu) {
            offered.put("cpus", (long) total.cpus());
        }
        if (total.memory() != Resources.UNKNOWN) {
            offered.put("memory", total.memory());
        }
        offered.put("gpus", (long) total.gpus());
        return offered;
    }

    private Resources cost(Stage stage, @Nullable Long memory) {
        return new Resources(
                        perCpu ? stage.limits().cpus() : 1,
                        memory == null ? 0 : memory,
                        stage.limits().gpus(),
                        stage.limits().named())
                .within(total);
    }
}
