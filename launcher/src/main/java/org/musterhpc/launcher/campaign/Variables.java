package org.musterhpc.launcher.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.ParamName;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.launcher.text.NameValue;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.command.CommandTemplate;
import org.musterhpc.queue.command.FillException;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.command.TemplateException;
import org.musterhpc.queue.command.TextTemplate;
import org.musterhpc.queue.model.TaskCommand;

/**
 * What a file's texts are filled in with before anything else is read of them: {@code vars:} in the file, and over them
 * {@code --var} of the command line. Their values stand in what stages share, and in no message.
 */
final class Variables {
    static final String KEY = "vars";

    private static final String BRACES = "; write {{{{ where two braces are meant";

    private final Map<String, JsonNode> values = new LinkedHashMap<>();
    private final Map<String, Spot> lines = new LinkedHashMap<>();

    private Variables() {}

    /**
     * @param given name → value, instead of those in the file
     * @throws Problem where a name cannot be used, or has no value, or is given and not in the file
     */
    static Variables of(YamlMap top, Map<String, String> given) {
        Variables variables = new Variables();
        YamlValue vars = top.some(KEY);
        Map<String, YamlValue> own =
                vars == null ? Map.of() : vars.map("in vars").values();
        for (String name : given.keySet()) {
            if (!own.containsKey(name)) {
                throw Problem.usage(
                        "--var " + name + ": " + top.at().file() + " has no such variable",
                        own.isEmpty()
                                ? "add to it: vars: {" + name + ": VALUE}, and name it as {{" + name + "}}"
                                : YamlMap.meant(name, own.keySet()));
            }
        }
        own.forEach((name, value) -> variables.declare(name, value, given.get(name)));
        return variables;
    }

    private void declare(String name, YamlValue value, @Nullable String given) {
        if (!ParamName.usable(name)) {
            throw value.at()
                    .usage(
                            KEY + ": '" + name + "' cannot be a variable's name",
                            "use letters, digits and _ . -, no digit first");
        }
        if (TaskNames.ALWAYS.contains(name) || TaskNames.OF_FOLLOWERS.contains(name)) {
            throw value.at().usage(KEY + ": '" + name + "' is set by Muster for every task", "give it another name");
        }
        if (given == null && value.isNothing()) {
            throw value.problem("has no value", "say which: --var " + name + "=VALUE; or write one here");
        }
        String text = given == null ? value.text() : given;
        Defaults.checkVariable(Parameters.variable(name), text, value);
        values.put(name, filled(value, TextNode.valueOf(text), node -> usable(name, node)));
        lines.put(name, value.at());
    }

    private static TextNode usable(String name, TextNode value) {
        Parameters.environment(Map.of(name, value)); // or else it throws
        return value;
    }

    boolean none() {
        return values.isEmpty();
    }

    Set<String> names() {
        return values.keySet();
    }

    /** As what each stands in the environment of tasks, for setup lines and places where no value is safe. */
    Map<String, String> environment() {
        return Parameters.environment(values);
    }

    /** A path or a name that names nothing but variables, such as the path of a source. */
    String path(YamlValue value) {
        return filled(value, text -> {
            TextTemplate template = known(value, text);
            return template == null ? text : template.path(values);
        });
    }

    /** The same, where two braces may mean something to somebody else as long as there are no variables. */
    String pattern(YamlValue value) {
        return none() ? value.text() : path(value);
    }

    /** Any text, whose braces are its own as long as there are no variables. */
    String text(YamlValue value) {
        return none()
                ? value.text()
                : filled(value, text -> {
                    TextTemplate template = known(value, text);
                    return template == null ? text : template.render(values);
                });
    }

    /** A shell line that names nothing but variables. */
    String line(YamlValue value) {
        String line = value.text();
        if (none() || !line.contains("{{")) {
            return line;
        }
        return filled(value, text -> {
            CommandTemplate template = CommandTemplate.parse(new TaskCommand.Shell(text));
            refuseOthers(value, template.names());
            return ((TaskCommand.Shell) template.render(values)).line();
        });
    }

    /** A text that is a template for tasks, too. */
    String template(YamlValue value) {
        return none()
                ? value.text()
                : filled(value, text -> TextTemplate.parse(text).given(values));
    }

    /** A command that is a template for tasks, too. */
    TaskCommand command(YamlValue value, TaskCommand command) {
        return none()
                ? command
                : filled(value, command, whole -> CommandTemplate.parse(whole).given(values));
    }

    /** Null where there is nothing to fill in. */
    private @Nullable TextTemplate known(YamlValue value, String text) {
        if (!text.contains("{{")) {
            return null;
        }
        TextTemplate template = TextTemplate.parse(text);
        refuseOthers(value, template.names());
        return template;
    }

    private void refuseOthers(YamlValue value, Set<String> wanted) {
        for (String name : wanted) {
            if (!values.containsKey(name)) {
                throw value.problem(
                        "{{" + name + "}}: there is no variable of that name",
                        (none() ? "add a line: vars: {" + name + ": VALUE}" : YamlMap.meant(name, names())) + BRACES);
            }
        }
    }

    private static String filled(YamlValue value, Function<String, String> filling) {
        return filled(value, value.text(), filling);
    }

    private static <T> T filled(YamlValue value, T whole, Function<T, T> filling) {
        try {
            return filling.apply(whole);
        } catch (TemplateException e) {
            throw misplaced(value, e);
        } catch (FillException e) {
            throw value.problem(
                    String.valueOf(e.getMessage()).replaceFirst("^parameter", "variable"),
                    "give it another value, or write this line otherwise");
        }
    }

    /** A template that cannot be used, as a problem of the line of the file that it is on. */
    static Problem misplaced(YamlValue value, TemplateException e) {
        Spot at = value.isList() ? value.at() : value.lineOfText(e.line());
        int advice = e.what().lastIndexOf("; ");
        return advice < 0
                ? at.usage(value.name() + ": " + e.what(), "write {{name}} where a value stands")
                : at.usage(
                        value.name() + ": " + e.what().substring(0, advice),
                        e.what().substring(advice + 2));
    }

    /**
     * @throws Problem where tasks have parameters of the same name, which one could then not name
     */
    void refuseClash(List<StageSpec> stages) {
        for (StageSpec stage : stages) {
            Source source = none() ? null : stage.source();
            Set<String> given = source == null ? null : source.names();
            lines.forEach((name, line) -> {
                if (source != null && given != null && given.contains(name)) {
                    throw line.usage(
                            KEY + ": '" + name + "' is also a parameter of the tasks of stage '" + stage.name() + "' ("
                                    + source.at() + ")",
                            "give one of the two another name");
                }
                if (stage.stage().ladder().stream().anyMatch(step -> step.has(name))) {
                    throw stage.lines()
                            .stage()
                            .usage(
                                    "ladder: '" + name + "' is also a variable of the file (line " + line.line() + ")",
                                    "give one of the two another name");
                }
            });
        }
    }

    /**
     * Reads what stands behind {@code --var}.
     *
     * @throws Problem where it is not a name and a value
     */
    static Map<String, String> given(List<String> words) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String word : words) {
            NameValue var = NameValue.of(word);
            if (var == null) {
                throw Problem.usage("--var " + word + ": is no name and value", "write --var NAME=VALUE");
            }
            String before = given.putIfAbsent(var.name(), var.value());
            if (before != null) {
                throw Problem.usage("--var " + var.name() + ": is given twice", "leave one of the two out");
            }
        }
        return given;
    }
}
