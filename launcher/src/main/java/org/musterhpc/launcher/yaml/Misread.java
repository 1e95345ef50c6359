package org.musterhpc.launcher.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What to do about a text that is not YAML: most often a value wants quotes. */
final class Misread {
    /** A value that begins with what means something else to YAML, up to where reading stopped. */
    private static final Pattern SIGN_FIRST = Pattern.compile("(?:[:\\[{,]\\s*|-\\s+)([*&@`%])\\S?$");

    private Misread() {}

    static Problem of(Path file, String text, MarkedYAMLException e) {
        Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        String problem = YamlFile.firstLine(e.getProblem() == null ? e.getMessage() : e.getProblem());
        Spot at = new Spot(file, mark == null ? 0 : mark.getLine() + 1);
        if (problem.contains("found another document")) {
            return at.usage("begins a second document ('---')", "keep one, or make a file of each");
        }
        return at.usage(
                "is not YAML: " + problem, mark == null ? "write 'key: value' lines" : advice(text, mark, problem));
    }

    private static String advice(String text, Mark mark, String problem) {
        if (problem.contains("\\t(TAB)")) {
            return "write spaces instead of tabs";
        }
        List<String> lines = text.lines().skip(mark.getLine()).limit(1).toList();
        String line = lines.isEmpty() ? "" : lines.get(0);
        Matcher sign = SIGN_FIRST.matcher(line.substring(0, Math.min(line.length(), mark.getColumn() + 1)));
        if (sign.find()) {
            return "put the value in quotes: " + sign.group(1) + " at its beginning means something else in YAML";
        }
        return line.contains("{{")
                ? "put the value that holds {{…}} in quotes, as in \"out/{{id}}.txt\""
                : "look at column " + (mark.getColumn() + 1)
                        + " of that line, and at the one before it (indentation, quotes, colons)";
    }
}
