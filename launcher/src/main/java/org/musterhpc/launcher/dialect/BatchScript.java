package org.musterhpc.launcher.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;

/**
 * A scheduler's batch script, made from a template that a site may edit. In directive lines values stand as they are, a
 * line whose value is not set is left out, and one with {@code {{directive}}} is repeated for each of the site's own;
 * elsewhere values are written so that the shell reads each as one word.
 */
public final class BatchScript {
    private static final List<String> COMMON = List.of("name", "logs", "cpus");
    private static final String DIRECTIVE = "directive";
    private static final String COMMAND = "command";
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_./:@%+,=-]+");
    private static final Pattern NOT_IN_A_DIRECTIVE = Pattern.compile("[\\s\"'\\\\\\p{Cntrl}]");
    private static final Pattern BREAK = Pattern.compile("[\\r\\n\\x00]");

    private static final String CPUS = "set cpus: of the cluster, or resources: in the campaign file";
    private static final String OURS = "leave it out: Muster finds its arrays and their output by that";
    private static final Map<String, String> INSTEAD = Map.of(
            "name",
            OURS,
            "array",
            OURS + "; elements: and throttle: say how many there are",
            "logs",
            OURS,
            "cpus",
            CPUS,
            "memory",
            "set resources: {memory: …} in the campaign file",
            "gres",
            "set resources: {gpus: …} in the campaign file, or gpus: or gres: of the cluster, for GPUs of a kind",
            "walltime",
            "set walltime: of the cluster",
            "warning",
            "leave it out: the agent has to be told in time",
            "select",
            CPUS + "; what else a chunk needs goes into a template of your own (templates:), such as"
                    + " {{select}}:model=ivy");

    private final Dialect dialect;
    private final List<ScriptLine> lines;

    /**
     * @param file what the template is called in messages
     * @throws org.musterhpc.launcher.problem.Problem naming variable, file and line, for a variable that does not exist
     */
    public BatchScript(Dialect dialect, String file, String template) {
        this.dialect = dialect;
        this.lines = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>(COMMON);
        known.addAll(dialect.wordNames());
        known.addAll(dialect.options());
        known.addAll(List.of(DIRECTIVE, COMMAND));
        for (String text : template.lines().toList()) {
            ScriptLine line = new ScriptLine(file, lines.size() + 1, text);
            line.check(known);
            lines.add(line);
        }
    }

    /**
     * The script, to be sent as it is.
     *
     * @throws org.musterhpc.launcher.problem.Problem naming variable, file and line, for one that is needed and not set
     */
    public String render(ArrayRequest request) {
        Map<String, String> values = values(request);
        Map<String, String> quoted = new HashMap<>();
        values.forEach((name, value) -> quoted.put(name, quote(value)));
        quoted.put(COMMAND, request.command().stream().map(BatchScript::quote).collect(Collectors.joining(" ")));
        StringBuilder script = new StringBuilder();
        for (ScriptLine line : lines) {
            if (!line.startsWith(dialect.directive() + " ")) {
                script.append(line.fill(quoted)).append('\n');
            } else if (line.variables().contains(DIRECTIVE)) {
                for (String own : request.site().directives()) {
                    notTwice(line, own, values);
                    script.append(own(line, own)).append('\n');
                }
            } else if (values.keySet().containsAll(line.variables())) {
                script.append(directive(line, values)).append('\n');
            }
        }
        return script.toString();
    }

    private Map<String, String> values(ArrayRequest request) {
        Map<String, String> values = new HashMap<>(request.site().options());
        values.putAll(dialect.words(request));
        values.put("name", request.name());
        values.put("logs", request.logs());
        values.put("cpus", Integer.toString(request.needs().cpus()));
        return values;
    }

    /** Which of two lines counts is not ours to say: one of them would be there for nothing. */
    private void notTwice(ScriptLine line, String own, Map<String, String> values) {
        for (String variable : dialect.says(own)) {
            boolean said = values.containsKey(variable)
                    && lines.stream()
                            .anyMatch(each -> each.startsWith(dialect.directive() + " ")
                                    && each.variables().contains(variable));
            if (said) {
                throw line.problem(
                        "directives: '" + own.strip()
                                + "' of the cluster asks again for what the template asks for by {{" + variable + "}}",
                        INSTEAD.getOrDefault(variable, "set one of the two: " + variable + ": or the directive"));
            }
        }
    }

    /** A line break would begin a line of its own. */
    private static String own(ScriptLine line, String directive) {
        if (BREAK.matcher(directive).find()) {
            throw line.problem("the directive '" + directive.strip() + "' has several lines", "write each by itself");
        }
        return line.fill(Map.of(DIRECTIVE, directive));
    }

    /** A path with a blank is read as two words by sbatch; qsub accepts it, and the job's output is lost. */
    private String directive(ScriptLine line, Map<String, String> values) {
        Map<String, String> written = new HashMap<>(values);
        for (String name : line.variables()) {
            String value = values.getOrDefault(name, "");
            if (NOT_IN_A_DIRECTIVE.matcher(value).find()) {
                throw refused(line, name, value, "a directive takes no blanks, quotes, backslashes or line breaks");
            }
            @Nullable String read = dialect.inDirective(line.text(), name, value);
            if (read == null) {
                throw refused(line, name, value, dialect.name() + " reads parts of it as something else");
            }
            written.put(name, read);
        }
        return line.fill(written);
    }

    /** By the key that the value comes from: the template's line is seldom what is to be changed. */
    private Problem refused(ScriptLine line, String name, String value, String why) {
        String shown = value.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.problem(
                "'" + shown + "' cannot be the value of {{" + name + "}}: " + why,
                dialect.options().contains(name)
                        ? "change " + name + ": of the cluster in muster.yml"
                        : name.equals("logs")
                                ? "change remote_dir: of the cluster in muster.yml; what is printed goes to a folder in it"
                                : "change the template, or what it is given there");
    }

    private static String quote(String value) {
        return SAFE.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
    }
}
