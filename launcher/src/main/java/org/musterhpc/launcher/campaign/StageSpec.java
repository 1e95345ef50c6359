package org.musterhpc.launcher.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.queue.model.Stage;

/**
 * A stage as the campaign file has it.
 *
 * @param stage what goes onto the queue
 * @param source of its tasks; null where they follow from the stage that it waits for
 * @param inputs files that must be there before a task is sent
 * @param at the line of the stage
 * @param commandAt the line of its command
 */
public record StageSpec(Stage stage, @Nullable Source source, List<InputTemplate> inputs, Spot at, Spot commandAt) {
    public StageSpec {
        inputs = List.copyOf(inputs);
    }
}
