package org.musterhpc.launcher.campaign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.source.ParamName;
import org.musterhpc.launcher.yaml.YamlJson;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.command.TemplateException;
import org.musterhpc.queue.command.TextTemplate;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Limits;
import org.musterhpc.queue.model.Walltime;

/** Reads one stage. */
final class StageReader {
    /** The stage of a file without {@code stages}. */
    static final String ONLY = "main";

    private static final String OUTPUTS_WAIT = "outputs_wait";

    static final List<String> KEYS = List.of(
            CommandReader.COMMAND,
            CommandReader.HANDLER,
            CommandReader.RECYCLE,
            "tasks",
            "after",
            "walltime",
            ResourceReader.RESOURCES,
            ResourceReader.MAX_RUNNING,
            ResourceReader.RATE,
            "inputs",
            "outputs",
            OUTPUTS_WAIT,
            StageCheck.KEY,
            "ladder",
            "retry",
            "env",
            "setup",
            Defaults.SETUP_MAY_FAIL,
            "workdir",
            "logs",
            ContainerReader.KEY,
            HaltReader.KEY,
            StragglerReader.KEY,
            "priority");
    static final Duration DEFAULT_WALLTIME = Duration.ofHours(1);

    private static final int HIGHEST_PRIORITY = 1000;

    private final Defaults defaults;
    private final Variables variables;

    StageReader(Defaults defaults, Variables variables) {
        this.defaults = defaults;
        this.variables = variables;
    }

    /** Followers are not known yet. */
    StageSpec read(String name, YamlMap map) {
        CommandReader.Read command = new CommandReader(variables).read(name, map);
        YamlValue ladder = map.some("ladder");
        YamlValue priority = map.get("priority");
        YamlValue after = map.get("after");
        List<ObjectNode> steps = ladder == null ? List.of() : ladder(ladder);
        List<FileTemplate> outputs = files(map.some("outputs"));
        Limits limits = defaults.resources().limits(map);
        Bounds bounds = defaults.resources().bounds(map);
        Stage stage = new Stage(
                name,
                command.command(),
                defaults.with(map),
                limits,
                outputs.stream().map(FileTemplate::text).toList(),
                steps,
                RetryReader.read(map.some("retry"), steps.size(), limits.memory() != null),
                after(after),
                List.of(),
                priority == null ? 0 : priority.whole(-HIGHEST_PRIORITY, HIGHEST_PRIORITY),
                outputsWait(map.get(OUTPUTS_WAIT), outputs, limits.walltime()),
                HaltReader.read(map.get(HaltReader.KEY), defaults.halt()),
                bounds,
                StragglerReader.read(map.get(StragglerReader.KEY), bounds, limits.walltime()));
        YamlValue tasks = map.get("tasks");
        return new StageSpec(
                stage,
                tasks == null ? null : new TasksReader(variables).read(tasks),
                new StageSpec.Templates(command.template(), files(map.some("inputs")), outputs),
                new StageSpec.Lines(map.at(), command.at(), after == null ? map.at() : after.at()),
                StageCheck.read(map.get(StageCheck.KEY), variables));
    }

    private static Duration outputsWait(@Nullable YamlValue value, List<FileTemplate> outputs, Duration walltime) {
        if (value == null) {
            return Duration.ZERO;
        }
        Duration wait = value.parsed(Walltime::parse);
        if (outputs.isEmpty()) {
            throw value.problem("there are no outputs to wait for", "add a line: outputs: [FILE], or remove it");
        }
        if (wait.compareTo(walltime) >= 0) {
            throw value.problem(
                    "'" + value.text() + "' is no less than the walltime, in which it has to be over",
                    "write a shorter time, or a longer walltime");
        }
        return wait;
    }

    private List<FileTemplate> files(@Nullable YamlValue value) {
        List<FileTemplate> files = new ArrayList<>();
        if (value != null) {
            for (YamlValue item : value.listOrOne()) {
                String text = variables.template(item);
                try {
                    files.add(new FileTemplate(text, TextTemplate.parse(text), item.at()));
                } catch (TemplateException e) {
                    throw Variables.misplaced(item, e);
                }
            }
        }
        return files;
    }

    static Duration walltime(YamlValue value) {
        Duration walltime = value.parsed(Walltime::parse);
        if (walltime.isZero()) {
            throw value.problem(
                    "'" + value.text() + "' is no time at all", "write how long a task may take, such as 10m");
        }
        return walltime;
    }

    static long memory(YamlValue value) {
        long memory = value.parsed(MemorySize::parse);
        if (memory != 0 && value.text().strip().matches("\\d+")) {
            throw value.problem(
                    "'" + value.text() + "' may mean bytes or megabytes (as sbatch reads it)",
                    "write for instance " + value.text().strip() + "M");
        }
        if (memory == 0) {
            throw value.problem(
                    "'" + value.text() + "' is no memory at all", "write how much a task may use, such as 2G");
        }
        return memory;
    }

    private static List<ObjectNode> ladder(YamlValue value) {
        List<ObjectNode> steps = new ArrayList<>();
        for (YamlValue step : value.list()) {
            YamlMap map = step.map("in a step of the ladder");
            map.values().forEach((key, parameter) -> {
                if (ParamName.OWN.contains(key)) {
                    throw parameter.at().usage("ladder: '" + key + "' is set by Muster", "give it another name");
                }
            });
            steps.add(YamlJson.object(map));
        }
        return steps;
    }

    private static @Nullable After after(@Nullable YamlValue value) {
        return value == null ? null : AfterReader.read(value);
    }
}
