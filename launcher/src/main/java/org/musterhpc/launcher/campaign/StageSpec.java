package org.musterhpc.launcher.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.queue.command.CommandTemplate;
import org.musterhpc.queue.model.Stage;

/**
 * A stage as the campaign file has it.
 *
 * @param stage what goes onto the queue
 * @param source of its tasks; null where they follow from the stage that it waits for
 * @param templates what each task fills in
 * @param lines where things stand in the file
 * @param check what looks at its tasks before they are sent, if anything does
 */
public record StageSpec(
        Stage stage,
        @Nullable Source source,
        Templates templates,
        Lines lines,
        @Nullable StageCheck check) {

    /** The command, the files that must be there before a task is sent, and those that it promises. */
    public record Templates(CommandTemplate command, List<FileTemplate> inputs, List<FileTemplate> outputs) {
        public Templates {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /** Lines of the stage itself, its command, and what it waits for (the stage's own where it waits for nothing). */
    public record Lines(Spot stage, Spot command, Spot after) {}

    public String name() {
        return stage.name();
    }

    StageSpec with(Stage changed) {
        return new StageSpec(changed, source, templates, lines, check);
    }
}
