package org.musterhpc.queue.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musterhpc.queue.model.TaskCommand;

/**
 * A command with <code>{{name}}</code> in it. In a shell line each value is quoted for the place where it stands, so that bash
 * reads it as exactly that text; places where that cannot be done are refused when the template is read.
 *
 * <p>What a program then does with its argument is beyond this: <code>eval {{x}}</code> and <code>sh -c {{x}}</code> ask for code.
 */
public final class CommandTemplate {
    private final boolean shell;
    private final List<Filling> words;

    private CommandTemplate(boolean shell, List<Filling> words) {
        this.shell = shell;
        this.words = words;
    }

    /**
     * Of a handler, how it is started.
     *
     * @throws TemplateException where it cannot be read, or a placeholder stands where no value is safe
     */
    public static CommandTemplate parse(TaskCommand command) {
        if (command instanceof TaskCommand.Handler handler) {
            return parse(handler.program());
        }
        if (command instanceof TaskCommand.Argv argv) {
            return new CommandTemplate(
                    false, argv.words().stream().map(Filling::verbatim).toList());
        }
        return new CommandTemplate(true, List.of(new ShellScanner(((TaskCommand.Shell) command).line()).scan()));
    }

    /**
     * The command with these values in it, as a template for what else it names.
     *
     * @throws FillException where a value cannot stand where it is wanted
     */
    public TaskCommand given(Map<String, JsonNode> values) {
        if (shell) {
            return new TaskCommand.Shell(words.get(0).template(values));
        }
        return new TaskCommand.Argv(
                words.stream().flatMap(word -> word.templates(values).stream()).toList());
    }

    /** The parameters that it needs, in order. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        words.forEach(word -> names.addAll(word.names()));
        return names;
    }

    /**
     * The command of one task: a line for bash, or words each passed on exactly as they are.
     *
     * @throws FillException where a parameter is missing, or its value cannot stand where it is wanted
     */
    public TaskCommand render(Map<String, JsonNode> params) {
        if (shell) {
            return new TaskCommand.Shell(words.get(0).with(params));
        }
        return new TaskCommand.Argv(
                words.stream().flatMap(word -> word.words(params).stream()).toList());
    }
}
