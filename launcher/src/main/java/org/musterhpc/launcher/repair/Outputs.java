package org.musterhpc.launcher.repair;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.command.FillException;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TextTemplate;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;

/** The files that tasks of a stage make, by the templates of the stage. */
final class Outputs {
    private final String campaign;
    private final Stage stage;
    private final List<TextTemplate> templates;

    /**
     * @throws org.musterhpc.queue.command.TemplateException where one cannot be read, which no launcher submits
     */
    Outputs(String campaign, Stage stage) {
        this.campaign = campaign;
        this.stage = stage;
        this.templates = stage.outputs().stream().map(TextTemplate::parse).toList();
    }

    boolean none() {
        return templates.isEmpty();
    }

    /** Null where a task of another producer lacks what they name. */
    @Nullable
    List<String> of(Message message, int attempt) {
        try {
            var params = Parameters.of(campaign, message, stage, attempt);
            return templates.stream().map(template -> template.path(params)).toList();
        } catch (FillException e) {
            return null;
        }
    }
}
