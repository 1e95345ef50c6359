package org.musterhpc.launcher.view;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Outcome;

/**
 * A campaign at one moment of its run.
 *
 * @param campaign its name
 * @param stages where each stage stands, in the campaign's order
 * @param pace how fast it goes
 * @param agents how many are alive
 * @param paused whether a person paused it
 * @param failures how attempts failed so far, those included that were run again
 * @param sending how many tasks have been pushed; null once all are
 */
public record Progress(
        String campaign,
        Map<String, Standing> stages,
        Pace pace,
        int agents,
        boolean paused,
        Map<Outcome, Long> failures,
        @Nullable Long sending) {

    /** Tasks ended a second, the time that is left at this rate (null: unknown), and the time gone by. */
    public record Pace(double ratePerS, @Nullable Duration left, Duration elapsed) {}

    public Progress {
        stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
        failures = Map.copyOf(failures);
    }

    public Standing total() {
        return Standing.sum(stages.values());
    }
}
