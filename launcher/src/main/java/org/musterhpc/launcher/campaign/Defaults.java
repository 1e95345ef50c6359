package org.musterhpc.launcher.campaign;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Halt;
import org.musterhpc.queue.model.Stage.Logs;
import org.musterhpc.queue.model.Stage.ShellSetting;

/** Where and around what commands run, when all stop, and what there is for all together: what the whole file says, which each stage may add to or replace. */
record Defaults(ShellSetting shell, Variables variables, Halt halt, ResourceReader resources) {
    static final String SETUP_MAY_FAIL = "setup_may_fail";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** What the top of a file says; commands run in its folder. */
    static Defaults of(YamlMap top, Variables variables) {
        Path folder = top.at().folder();
        // The file in it was read; where the folder is not there, its name cannot be said again, to agents neither.
        if (!Files.isDirectory(folder)) {
            throw top.at()
                    .usage(
                            "is in '" + folder + "', a name that is not in UTF-8, or not to be read in this locale",
                            "set LANG=C.UTF-8 where it is in UTF-8; else move the file, or rename the folder");
        }
        ShellSetting plain = new ShellSetting(folder.toString(), variables.environment(), "", Logs.SLOT);
        return new Defaults(
                over(plain, top, variables),
                variables,
                HaltReader.read(top.get(HaltReader.KEY), Halt.DEFAULT),
                new ResourceReader(ResourceReader.limits(top.some(ResourceReader.LIMITS))));
    }

    /** A stage's own: its {@code env} is added, the rest replaces. */
    ShellSetting with(YamlMap stage) {
        return over(shell, stage, variables);
    }

    private static ShellSetting over(ShellSetting below, YamlMap map, Variables variables) {
        Map<String, String> env = new LinkedHashMap<>(below.env());
        env.putAll(env(map.some("env"), variables));
        YamlValue setup = map.get("setup");
        YamlValue mayFail = map.get(SETUP_MAY_FAIL);
        YamlValue workdir = map.get("workdir");
        YamlValue logs = map.get("logs");
        return new ShellSetting(
                workdir == null ? below.workdir() : folder(workdir, variables.path(workdir)),
                env,
                setup == null ? below.setup() : setup.text(),
                logs == null ? below.logs() : logs(logs),
                mayFail == null ? below.setupMayFail() : mayFail.truth(),
                new ContainerReader(variables).read(map.get(ContainerReader.KEY), below.container()));
    }

    private static String folder(YamlValue value, String text) {
        if (text.startsWith("~")) {
            throw value.problem(
                    "'" + text + "' would not be understood on every machine", "write the folder without ~");
        }
        return value.at().folder().resolve(text).normalize().toString();
    }

    private static Map<String, String> env(@Nullable YamlValue value, Variables variables) {
        Map<String, String> env = new LinkedHashMap<>();
        if (value != null) {
            value.map("in env").values().forEach((name, text) -> {
                if (!VARIABLE.matcher(name).matches()) {
                    throw text.at()
                            .usage("env: '" + name + "' cannot be a variable's name", "use letters, digits and _");
                }
                String variable = text.isNothing() ? "" : variables.text(text);
                checkPath(name, variable, text);
                checkVariable(name, variable, text);
                env.put(name, variable);
            });
        }
        return env;
    }

    private static void checkPath(String name, String variable, YamlValue at) {
        if (name.equals("PATH") && variable.indexOf('$') >= 0) {
            throw at.at()
                    .usage(
                            "env: PATH would be '" + variable
                                    + "' as it stands there: no shell reads it, and no program" + " would be found",
                            "write it into setup: export PATH=\"" + variable + "\"");
        }
    }

    /**
     * @throws Problem where no process can have such a variable
     */
    static void checkVariable(String name, String variable, YamlValue at) {
        if (name.length() + 1 + ByteText.bytes(variable).length > Parameters.LONGEST_ARGUMENT) {
            throw at.at()
                    .usage(
                            "env: " + name + " is longer than Linux lets a variable be (128 KiB)",
                            "hand it over in a file");
        }
        if (variable.indexOf('\0') >= 0) {
            throw at.at().usage("env: " + name + " holds a NUL character", "take it out: no variable can have one");
        }
    }

    private static Logs logs(YamlValue value) {
        return switch (value.text()) {
            case "slot" -> Logs.SLOT;
            case "task" -> Logs.TASK;
            default -> throw value.problem("'" + value.text() + "' is not a kind of log", "write slot or task");
        };
    }
}
