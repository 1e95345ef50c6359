package org.musterhpc.launcher.view;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Ending;

/**
 * What is told when a run has ended.
 *
 * @param campaign its name
 * @param stages each stage's tally, in the campaign's order
 * @param wall how long this run took
 * @param endedNow how many tasks ended in this run; the others had ended before
 * @param records what was learnt from the records of the tasks; null where there are too many to read
 * @param failures the first few tasks that are dead
 * @param logs the folder with the output of tasks
 */
public record Summary(
        String campaign,
        Map<String, Tally> stages,
        Duration wall,
        long endedNow,
        @Nullable Records records,
        List<Failure> failures,
        String logs) {

    public Summary {
        stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
        failures = List.copyOf(failures);
    }

    /** CPU seconds that the last attempts used, by stage, and the tasks that took longest. */
    public record Records(Map<String, Double> cpuS, List<Ending> slowest) {}

    /** A task that is dead, and the last line that it printed, or null. */
    public record Failure(Ending ending, @Nullable String lastLine) {}

    public Standing total() {
        return Standing.sum(stages, Map.of());
    }
}
