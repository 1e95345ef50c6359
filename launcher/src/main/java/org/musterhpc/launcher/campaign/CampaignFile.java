package org.musterhpc.launcher.campaign;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.launcher.yaml.YamlFile;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;

/** Reads campaign files (every key: {@code docs/campaign-file.md}). */
public final class CampaignFile {
    private static final String FOREIGN = "foreign_messages";
    private static final String OPEN = "open";

    /** Keys that stand beside {@code stages}; {@code env} and {@code setup} are what stages add to or replace. */
    static final List<String> KEYS = List.of(
            "campaign",
            "cluster",
            Variables.KEY,
            "env",
            FOREIGN,
            OPEN,
            "setup",
            Defaults.SETUP_MAY_FAIL,
            "workdir",
            "logs",
            ContainerReader.KEY,
            EndCommand.KEY,
            HaltReader.KEY,
            ResourceReader.LIMITS,
            "stages");

    private CampaignFile() {}

    /** With the values of its variables that stand in it. */
    public static CampaignSpec read(Path file) {
        return read(file, List.of());
    }

    /**
     * Reads a campaign file and checks all of it but its tasks.
     *
     * @param vars values of its variables, as {@code NAME=VALUE}, instead of those that stand in it
     * @throws Problem usage, with file and line
     */
    public static CampaignSpec read(Path file, List<String> vars) {
        Map<String, String> given = Variables.given(vars); // what is wrong with it is told first
        return read(file, YamlFile.read(file), given);
    }

    /** The same of a text that is in no file: it is read as if it were {@code file}. */
    public static CampaignSpec of(Path file, String text, List<String> vars) {
        return read(file, YamlFile.of(file, text), Variables.given(vars));
    }

    private static CampaignSpec read(Path file, @Nullable YamlValue top, Map<String, String> given) {
        if (top == null) {
            throw new Spot(file, 0).usage("is empty", "write at least a command and its tasks");
        }
        if (!top.isMap()) {
            throw top.problem("is not a campaign file: it has no keys", "write 'command: …' and 'tasks: …' lines");
        }
        YamlMap map = top.map("at the top of the file");
        Variables variables = Variables.of(map, given);
        YamlValue name = map.get("campaign");
        YamlValue cluster = map.get("cluster");
        List<StageSpec> stages =
                StageOrder.linked(map.has("stages") ? many(map, variables) : List.of(single(map, variables)));
        variables.refuseClash(stages);
        TemplateCheck.check(stages, variables.names());
        ResourceReader.refuseUnused(map.some(ResourceReader.LIMITS), stages);
        return new CampaignSpec(
                name == null ? byFile(file) : name(name, variables.path(name)),
                cluster == null ? null : name(cluster, cluster.text()),
                file,
                stages,
                foreign(map.get(FOREIGN)),
                variables.names(),
                open(map.get(OPEN)),
                EndCommand.read(map.get(EndCommand.KEY), variables));
    }

    private static boolean open(@Nullable YamlValue value) {
        return value != null && value.truth();
    }

    /** Who may put messages on the queues is written down, or it is the submitter alone. */
    private static boolean foreign(@Nullable YamlValue value) {
        String word = value == null ? "refuse" : value.text();
        if (value != null && !word.equals("accept") && !word.equals("refuse")) {
            throw value.problem(
                    "is '" + word + "'",
                    "write accept, where programs without the campaign's key shall send tasks; or refuse");
        }
        return word.equals("accept");
    }

    private static StageSpec single(YamlMap map, Variables variables) {
        Set<String> known = new TreeSet<>(KEYS);
        known.addAll(StageReader.KEYS);
        map.only(known);
        return new StageReader(Defaults.of(map, variables), variables).read(StageReader.ONLY, map);
    }

    private static List<StageSpec> many(YamlMap map, Variables variables) {
        for (Map.Entry<String, YamlValue> entry : map.values().entrySet()) {
            if (StageReader.KEYS.contains(entry.getKey()) && !KEYS.contains(entry.getKey())) {
                throw entry.getValue()
                        .at()
                        .usage(
                                "'" + entry.getKey() + "' stands beside 'stages'",
                                "move it into the stage that it is meant for");
            }
        }
        map.only(KEYS);
        YamlValue stages = map.values().get("stages");
        if (stages == null || stages.isNothing() || !stages.isMap()) {
            throw new Spot(map.at().file(), stages == null ? 0 : stages.at().line())
                    .usage("stages: holds no stage", "write 'NAME:' below it, and the stage's keys below that");
        }
        List<StageSpec> read = new ArrayList<>();
        StageReader reader = new StageReader(Defaults.of(map, variables), variables);
        stages.map("among the stages").values().forEach((name, value) -> {
            if (!Names.valid(name)) {
                throw value.at().usage("'" + name + "' cannot be a stage's name", Names.ADVICE);
            }
            YamlMap stage = value.called("stage '" + name + "'").map("in stage '" + name + "'");
            read.add(reader.read(name, stage.only(StageReader.KEYS)));
        });
        if (read.isEmpty()) {
            throw stages.problem("holds no stage", "write 'NAME:' below it, and the stage's keys below that");
        }
        return read;
    }

    private static String name(YamlValue value, String name) {
        if (!Names.valid(name)) {
            throw value.problem("'" + name + "' cannot be a name", Names.ADVICE);
        }
        return name;
    }

    private static String byFile(Path file) {
        @Nullable Path last = file.getFileName();
        String name = String.valueOf(last).replaceFirst("\\.[^.]*$", "");
        if (!Names.valid(name)) {
            throw new Spot(file, 0)
                    .usage(
                            "'" + name + "' cannot be a campaign's name",
                            "add a line: campaign: NAME (" + Names.ADVICE + ")");
        }
        return name;
    }
}
