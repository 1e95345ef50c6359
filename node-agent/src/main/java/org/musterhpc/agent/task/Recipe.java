package org.musterhpc.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.command.CommandTemplate;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TextTemplate;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.sign.Trust;

/** A stage's templates, read once, and whose messages they are filled from. */
final class Recipe {
    private final Campaign campaign;
    private final Stage stage;
    private final Trust trust;
    private final CommandTemplate command;
    private final List<TextTemplate> outputs;

    /**
     * @throws org.musterhpc.queue.command.TemplateException where the stage has a template that cannot be read
     */
    Recipe(Campaign campaign, Stage stage, Trust trust) {
        this.campaign = campaign;
        this.stage = stage;
        this.trust = trust;
        this.command = CommandTemplate.parse(stage.command());
        this.outputs = stage.outputs().stream().map(TextTemplate::parse).toList();
    }

    /** Of the campaign. */
    int edition() {
        return campaign.edition().number();
    }

    Stage stage() {
        return stage;
    }

    /** Why a message must not run; null where it may. */
    @Nullable
    String objection(Message message) {
        return trust.objection(stage.name(), message);
    }

    /** Whether a result may bring tasks along. */
    boolean children() {
        return Children.takenFrom(stage);
    }

    /** Why the tasks that a result brings along cannot be taken; null where they can. */
    @Nullable
    String fault(Message message, @Nullable JsonNode result) {
        try {
            Children.of(campaign, stage.name(), message, result);
            return null;
        } catch (Children.Refused e) {
            return e.getMessage();
        }
    }

    /** What takes a task; null where the task is a process of its own. */
    TaskCommand.@Nullable Handler handler(Message message) {
        return message.needs().command() == null && stage.command() instanceof TaskCommand.Handler handler
                ? handler
                : null;
    }

    /** The stage's setup; its mark is a file in a folder of ours. */
    SetupScript setup(Path mark) {
        return new SetupScript(stage.shell().setup(), stage.shell().setupMayFail() ? null : mark);
    }

    /**
     * What is to be started for a task, its setup lines before it.
     *
     * @param script a file for a line that is longer than an argument may be
     */
    List<String> argv(Message message, Map<String, JsonNode> params, SetupScript setup, Path script)
            throws IOException {
        TaskCommand own = message.needs().command();
        TaskCommand filled = (own == null ? command : CommandTemplate.parse(own)).render(params);
        if (filled instanceof TaskCommand.Shell shell) {
            return List.of("bash", "-c", fitting(setup.before(shell.line()), script));
        }
        List<String> words = ((TaskCommand.Argv) filled).words();
        if (setup.none()) {
            return words;
        }
        List<String> wrapped = new ArrayList<>(List.of("bash", "-c", setup.before("exec \"$@\""), "bash"));
        wrapped.addAll(words);
        return wrapped;
    }

    private static String fitting(String line, Path script) throws IOException {
        if (line.length() <= Parameters.LONGEST_ARGUMENT / 4) {
            return line; // whatever its characters are
        }
        byte[] bytes = ByteText.bytes(line);
        if (bytes.length <= Parameters.LONGEST_ARGUMENT) {
            return line;
        }
        Files.write(script, bytes); // the folder is for our eyes only
        return "eval \"$(< '" + script.toString().replace("'", "'\\''") + "')\"";
    }

    /** The files that must be there after success. */
    List<String> outputs(Map<String, JsonNode> params) {
        return outputs.stream().map(output -> output.path(params)).toList();
    }
}
