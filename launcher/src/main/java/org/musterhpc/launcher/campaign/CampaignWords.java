package org.musterhpc.launcher.campaign;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellQuoting;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.launcher.yaml.YamlText;
import org.musterhpc.queue.command.CommandTemplate;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.command.TemplateException;
import org.musterhpc.queue.model.TaskCommand;

/**
 * A campaign of one stage that words of a command line say instead of a file. They are written as the file that they stand
 * for, and that is read as any other: nothing of a file is understood a second time here.
 *
 * @param tasks where tasks come from; null: there is one, without parameters
 * @param settings keys of the file, {@code walltime} or {@code resources.cpus}, and their values as they were given
 * @param retries how often a task that fails runs again; null: as the file has it where it does not say
 * @param command a single word is a line for the shell, several are a program and its arguments
 */
public record CampaignWords(
        @Nullable Tasks tasks,
        Map<String, String> settings,
        Map<String, String> env,
        List<String> outputs,
        @Nullable Integer retries,
        List<String> command) {
    private static final int LONGEST_PROGRAM = 40;
    private static final int DIGITS = 6;

    /** A command of which nothing varies is one task. */
    private static final Tasks ONE = new Tasks("range", "1-1");

    /** A source by its key of {@code tasks}, and what stands behind that. */
    public record Tasks(String kind, String value) {
        /** Where a value stands in the command. */
        String placeholder() {
            return switch (kind) {
                case "range" -> "{{n}}";
                case "glob" -> "{{path}}";
                case "lines" -> "{{line}}";
                case "csv" -> "{{COLUMN}}";
                default -> "{{KEY}}";
            };
        }
    }

    /** The same with tasks from another place. */
    public CampaignWords from(Tasks other) {
        return new CampaignWords(other, settings, env, outputs, retries, command);
    }

    /** The file that they stand for. */
    public String yaml(String name) {
        List<String> lines = new ArrayList<>();
        lines.add("campaign: " + YamlText.scalar(name));
        lines.add("command: " + (command.size() == 1 ? YamlText.scalar(command.get(0)) : YamlText.list(command)));
        Tasks from = tasks == null ? ONE : tasks;
        lines.add("tasks: " + YamlText.map(Map.of(from.kind(), from.value())));
        Map<String, Map<String, String>> inner = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            int dot = key.indexOf('.');
            if (dot < 0) {
                lines.add(key + ": " + YamlText.scalar(value));
            } else {
                inner.computeIfAbsent(key.substring(0, dot), outer -> new LinkedHashMap<>())
                        .put(key.substring(dot + 1), value);
            }
        });
        inner.forEach((key, values) -> lines.add(key + ": " + YamlText.map(values)));
        if (!env.isEmpty()) {
            lines.add("env: " + YamlText.map(env));
        }
        if (!outputs.isEmpty()) {
            lines.add("outputs: " + YamlText.list(outputs));
        }
        if (retries != null) {
            lines.add("retry: {max_attempts: " + (retries + 1)
                    + (retries == 0 ? "}" : ", on: {exit: same, signal: same, output_missing: same}}"));
        }
        return String.join("\n", lines) + "\n";
    }

    /**
     * A name for who gives none: of the program and of what makes it this campaign, so that the same words in the same folder
     * go on with it, and others do not meet it. Settings are no part of that: with others it is the same work.
     */
    public String name(Path folder) {
        List<String> parts = new ArrayList<>(List.of(folder.toString()));
        if (tasks != null) {
            parts.addAll(List.of(tasks.kind(), tasks.value()));
        }
        parts.addAll(command);
        String program = command.get(0).strip().split("\\s", 2)[0].replaceFirst("^.*/", "");
        String plain = program.replaceAll("[^A-Za-z0-9_.-]", "").replaceFirst("^[.-]+", "");
        String start = plain.isEmpty() ? "run" : plain.substring(0, Math.min(plain.length(), LONGEST_PROGRAM));
        String name = start + "-"
                + UUID.nameUUIDFromBytes(String.join("\0", parts).getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, DIGITS);
        return Names.valid(name) ? name : "run-" + name.substring(name.length() - DIGITS);
    }

    /**
     * Refuses a command that says nothing of its task though there are many, or something though there is none to say it of:
     * a file may, but on a line it is a slip.
     *
     * @param said how the line begins, up to the command
     */
    public void refuseSlips(String said) {
        Set<String> names = new LinkedHashSet<>();
        try {
            names.addAll(CommandTemplate.parse(
                            command.size() == 1 ? new TaskCommand.Shell(command.get(0)) : new TaskCommand.Argv(command))
                    .names());
        } catch (TemplateException e) {
            return; // whoever reads the file says so
        }
        if (tasks != null && names.isEmpty()) {
            throw Problem.usage(
                    "the command names nothing of its task: it would be the same for each",
                    "write " + tasks.placeholder() + " where that belongs: " + said + " -- " + completed(tasks));
        }
        names.removeAll(TaskNames.ALWAYS);
        if (tasks == null && !names.isEmpty()) {
            throw Problem.usage(
                    "{{" + names.iterator().next() + "}}: nothing says what that is, as there are no tasks",
                    "say where they come from: --lines FILE, --csv FILE, --jsonl FILE, --range 1-100, --glob 'PATTERN',"
                            + " or - for lines on standard input");
        }
    }

    /** With the placeholder where somebody who knows other programs would have it: for {@code {}}, else at the end. */
    private String completed(Tasks from) {
        List<String> words = new ArrayList<>(command);
        boolean braces = words.stream().anyMatch(word -> word.contains("{}"));
        if (braces) {
            words.replaceAll(word -> word.replace("{}", from.placeholder()));
        } else if (words.size() == 1 && words.get(0).matches(".*\\s.*")) {
            words.set(0, words.get(0) + " " + from.placeholder());
        } else {
            words.add(from.placeholder());
        }
        return ShellQuoting.line(words);
    }
}
