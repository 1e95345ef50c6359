package org.musterhpc.launcher.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.command.CommandTemplate;
import org.musterhpc.queue.command.TemplateException;
import org.musterhpc.queue.model.TaskCommand;

/** Reads what the tasks of a stage run: its {@code command}, or its {@code handler} and when that is replaced. */
final class CommandReader {
    static final String COMMAND = "command";
    static final String HANDLER = "handler";
    static final String RECYCLE = "recycle";
    static final List<String> RECYCLE_KEYS = List.of("tasks", "memory");

    private static final int MOST_TASKS = 1_000_000_000;

    private final Variables variables;

    CommandReader(Variables variables) {
        this.variables = variables;
    }

    /** With where it stands. */
    record Read(TaskCommand command, CommandTemplate template, Spot at) {}

    Read read(String stage, YamlMap map) {
        YamlValue command = map.get(COMMAND);
        YamlValue handler = map.get(HANDLER);
        YamlValue recycle = map.get(RECYCLE);
        if (command != null && handler != null) {
            throw handler.problem(
                    "stage '" + stage + "' has a command and a handler",
                    "keep one: command for a process a task, handler for one that takes them one by one");
        }
        if (handler == null && recycle != null) {
            throw recycle.problem(
                    "stage '" + stage + "' has no handler that could be replaced",
                    "remove it, or write handler: instead of command:");
        }
        if (handler != null) {
            return handler(handler, recycle);
        }
        if (command == null) {
            throw map.at()
                    .usage(
                            "stage '" + stage + "' has no command",
                            "add a line: command: ./program {{…}}, or handler: ./program");
        }
        TaskCommand line = variables.command(command, command(command));
        return new Read(line, parsed(command, line), command.at());
    }

    private Read handler(YamlValue value, @Nullable YamlValue recycle) {
        TaskCommand program = variables.command(value, command(value));
        CommandTemplate template = parsed(value, program);
        template.names().stream().findFirst().ifPresent(name -> {
            throw value.problem(
                    "{{" + name + "}}: a handler takes many tasks, so its line can name nothing of one",
                    "take it out: each task's parameters come with it, under params");
        });
        int tasks = 0;
        Long memory = null;
        if (recycle != null) {
            YamlMap own = recycle.map("in recycle").only(RECYCLE_KEYS);
            YamlValue after = own.get("tasks");
            YamlValue above = own.get("memory");
            tasks = after == null ? 0 : after.whole(1, MOST_TASKS);
            memory = above == null ? null : (Long) StageReader.memory(above);
        }
        return new Read(new TaskCommand.Handler(program, tasks, memory), template, value.at());
    }

    private static TaskCommand command(YamlValue value) {
        if (value.isList()) {
            List<String> words = value.list().stream().map(YamlValue::text).toList();
            if (words.isEmpty() || words.get(0).isBlank()) {
                throw value.problem("names no program", "write [program, argument, …]");
            }
            return new TaskCommand.Argv(words);
        }
        String line = value.text();
        if (line.isBlank()) {
            throw value.problem("is empty", "write what a task runs");
        }
        return new TaskCommand.Shell(line);
    }

    private static CommandTemplate parsed(YamlValue value, TaskCommand command) {
        try {
            return CommandTemplate.parse(command);
        } catch (TemplateException e) {
            throw Variables.misplaced(value, e);
        }
    }
}
