package org.musterhpc.launcher.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.campaign.CampaignWords;
import org.musterhpc.launcher.campaign.CampaignWords.Tasks;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellQuoting;
import org.musterhpc.launcher.text.NameValue;
import picocli.CommandLine.Option;

/** What a campaign's file says, for a command behind {@code --} instead of one; the file's own keys, and their values as there. */
final class WordsOptions {
    @Option(names = "--lines", paramLabel = "FILE", description = "a task a line, {{line}}; - is standard input")
    @Nullable
    String lines;

    @Option(names = "--csv", paramLabel = "FILE", description = "a task a row, {{COLUMN}}; - is standard input")
    @Nullable
    String csv;

    @Option(names = "--jsonl", paramLabel = "FILE", description = "a task an object, {{KEY}}; - is standard input")
    @Nullable
    String jsonl;

    @Option(
            names = "--range",
            paramLabel = "RANGE",
            description = "a task a number, {{n}}: 1-100; 1-100:10 is every tenth")
    @Nullable
    String range;

    @Option(names = "--glob", paramLabel = "PATTERN", description = "a task a file, {{path}}; in quotes")
    @Nullable
    String glob;

    @Option(names = "--walltime", paramLabel = "TIME", description = "for one attempt: 10m, 2h (default: 1h)")
    @Nullable
    String walltime;

    @Option(names = "--cpus", paramLabel = "N", description = "of one task (default: 1)")
    @Nullable
    String cpus;

    @Option(names = "--memory", paramLabel = "SIZE", description = "of one task: 500M, 2G")
    @Nullable
    String memory;

    @Option(names = "--gpus", paramLabel = "N", description = "of one task")
    @Nullable
    String gpus;

    @Option(names = "--max-running", paramLabel = "N", description = "so many tasks at a time, over all agents")
    @Nullable
    String maxRunning;

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "a variable for the command; again and again")
    List<String> env = new ArrayList<>();

    @Option(names = "--setup", paramLabel = "LINE", description = "a shell line before each command")
    @Nullable
    String setup;

    @Option(
            names = "--outputs",
            paramLabel = "FILE",
            description = "a file that must be there after success, with {{…}}; again and again")
    List<String> outputs = new ArrayList<>();

    @Option(names = "--retry", paramLabel = "N", description = "a task that fails runs again, so often at the most")
    @Nullable
    Integer retry;

    @Option(names = "--print", description = "print the campaign's file that all this stands for; run nothing")
    boolean print;

    /** Sources that are named. */
    List<Tasks> sources() {
        List<Tasks> sources = new ArrayList<>();
        given(lines, csv, jsonl, range, glob).forEach((kind, value) -> sources.add(new Tasks(kind, value)));
        return sources;
    }

    private static Map<String, String> given(
            @Nullable String lines,
            @Nullable String csv,
            @Nullable String jsonl,
            @Nullable String range,
            @Nullable String glob) {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "lines", lines);
        put(given, "csv", csv);
        put(given, "jsonl", jsonl);
        put(given, "range", range);
        put(given, "glob", glob);
        return given;
    }

    /** Keys of the file that are given, as {@link CampaignWords} wants them. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "walltime", walltime);
        put(settings, "resources.cpus", cpus);
        put(settings, "resources.memory", memory);
        put(settings, "resources.gpus", gpus);
        put(settings, "max_running", maxRunning);
        put(settings, "setup", setup);
        return settings;
    }

    private static void put(Map<String, String> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    /** The option for a key of the file, such as {@code --max-running} for {@code max_running}. */
    static String option(String key) {
        if (key.equals("campaign")) {
            return "--name";
        }
        String last = key.startsWith("retry.") ? "retry" : key.replaceFirst("^(resources|tasks)\\.", "");
        return last.equals("command") || last.contains(".") ? last : "--" + last.replace('_', '-');
    }

    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String word : env) {
            NameValue variable = NameValue.of(word);
            if (variable == null) {
                throw Problem.usage("--env " + word + ": is no name and value", "write --env NAME=VALUE");
            }
            variables.put(variable.name(), variable.value());
        }
        return variables;
    }

    @Nullable
    Integer retries() {
        if (retry != null && retry < 0) {
            throw Problem.usage("--retry " + retry + ": cannot be", "write how often a task that fails runs again");
        }
        return retry;
    }

    /** All that is given, each as it is typed. */
    List<String> typed() {
        List<String> typed = new ArrayList<>();
        sources().forEach(source -> typed.add(option("tasks." + source.kind()) + " " + quoted(source.value())));
        settings().forEach((key, value) -> typed.add(option(key) + " " + quoted(value)));
        env.forEach(variable -> typed.add("--env " + quoted(variable)));
        outputs.forEach(file -> typed.add("--outputs " + quoted(file)));
        if (retry != null) {
            typed.add("--retry " + retry);
        }
        return typed;
    }

    private static String quoted(String word) {
        return ShellQuoting.quote(word);
    }
}
