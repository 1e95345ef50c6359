package org.musterhpc.launcher.expand;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.model.Message;

/** Tells once of each name that a stage's templates use for a parameter of its tasks, though every task has it by itself. */
final class HiddenNames {
    private final String stage;
    private final Set<String> used = new LinkedHashSet<>();

    HiddenNames(StageSpec spec) {
        this.stage = spec.name();
        used.addAll(spec.templates().command().names());
        spec.templates().inputs().forEach(input -> used.addAll(input.template().names()));
        spec.templates()
                .outputs()
                .forEach(output -> used.addAll(output.template().names()));
        used.removeIf(name -> !TaskNames.known(name));
    }

    void look(Message task, Consumer<String> notes) {
        if (!used.isEmpty()) {
            used.removeIf(name -> {
                boolean hidden = task.params().has(name);
                if (hidden) {
                    notes.accept("stage " + stage + ": {{" + name + "}} is the parameter '" + name
                            + "' of its tasks, and not what every task has by that name");
                }
                return hidden;
            });
        }
    }
}
