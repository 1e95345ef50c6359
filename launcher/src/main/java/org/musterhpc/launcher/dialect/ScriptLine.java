package org.musterhpc.launcher.dialect;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.command.NearestName;

/** One line of a template, and where it stands. */
final class ScriptLine {
    private static final Mustache.Compiler MUSTACHE = Mustache.compiler().escapeHTML(false);

    /** The compiler takes that for text. */
    private static final Pattern UNCLOSED = Pattern.compile("\\{\\{\\w+}?(?=\\s|$)");

    private final String at;
    private final String text;
    private final Template template;
    private final Set<String> variables = new LinkedHashSet<>();
    private final Set<String> conditions = new LinkedHashSet<>();

    ScriptLine(String file, int number, String text) {
        this.at = file + ":" + number;
        this.text = text;
        try {
            this.template = MUSTACHE.compile(text);
        } catch (MustacheException e) {
            throw problem(
                    "the {{ and }} here do not fit together", "write {{name}}, or {{#name}}…{{/name}} in one line");
        }
        template.visit(new Names());
    }

    String text() {
        return text;
    }

    boolean startsWith(String words) {
        return text.startsWith(words);
    }

    Set<String> variables() {
        return variables;
    }

    /** A problem if a variable is not one of these. */
    void check(Set<String> known) {
        for (Set<String> names : List.of(variables, conditions)) {
            for (String name : names) {
                if (!known.contains(name)) {
                    @Nullable String meant = NearestName.of(name, known);
                    throw problem(
                            "unknown variable {{" + name + "}}",
                            meant == null
                                    ? "known are: " + String.join(", ", known)
                                    : "did you mean {{" + meant + "}}? Known are: " + String.join(", ", known));
                }
            }
        }
    }

    String fill(Map<String, String> values) {
        try {
            return template.execute(values);
        } catch (MustacheException.Context e) {
            throw problem(
                    "{{" + e.key + "}} has no value, and this line cannot do without",
                    "set it for the cluster or the stage, or write {{#" + e.key + "}}…{{/" + e.key + "}} around it");
        }
    }

    Problem problem(String what, String advice) {
        return Problem.usage(at + ": " + what, advice);
    }

    private final class Names implements Mustache.Visitor {
        @Override
        public void visitText(String part) {
            if (UNCLOSED.matcher(part).find()) {
                throw problem("{{ without }}", "write {{name}}");
            }
        }

        @Override
        public void visitVariable(String name) {
            variables.add(name);
        }

        @Override
        public boolean visitInclude(String name) {
            throw problem("{{>" + name + "}} would include another file", "write its lines here");
        }

        @Override
        public boolean visitSection(String name) {
            conditions.add(name);
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            conditions.add(name);
            return true;
        }
    }
}
