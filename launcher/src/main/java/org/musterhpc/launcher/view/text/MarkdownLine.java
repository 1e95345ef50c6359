package org.musterhpc.launcher.view.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;

/** What stands within a line of Markdown: code, links, words that are stressed. */
final class MarkdownLine {
    private static final Pattern MARKED = Pattern.compile(
            "`` ?(.+?) ?``|`([^`]+)`|!?\\[((?:[^\\[\\]]|\\[[^\\]]*\\])+)\\]\\(([^)]+)\\)|\\*\\*(.+?)\\*\\*"
                    + "|(?<![\\w*])\\*([^*\\s][^*]*)\\*(?![\\w*])|\\\\([|*_<>`\\[\\]])");

    private final TextStyle look;

    MarkdownLine(TextStyle look) {
        this.look = look;
    }

    /** As it is read; where there are no colours, code keeps its quotes. */
    String shown(String markdown) {
        return MARKED.matcher(markdown).replaceAll(found -> Matcher.quoteReplacement(shown(found)));
    }

    private String shown(MatchResult found) {
        if (found.group(1) != null || found.group(2) != null) {
            String code = found.group(1) != null ? found.group(1) : found.group(2);
            return look.colour() ? look.paint().bold(code.replace("\\|", "|")) : "`" + code.replace("\\|", "|") + "`";
        }
        if (found.group(3) != null) {
            boolean elsewhere =
                    found.group(4).startsWith("http") && !found.group(4).equals(found.group(3));
            return shown(found.group(3)) + (elsewhere ? " <" + found.group(4) + ">" : "");
        }
        if (found.group(7) != null) {
            return found.group(7);
        }
        return found.group(5) != null ? look.paint().bold(plain(found.group(5))) : shown(found.group(6));
    }

    /** Without any colour of its own, as in a heading, which has one. */
    String plain(String markdown) {
        return new MarkdownLine(TextStyle.plain(look.utf8())).shown(markdown);
    }

    /** Lines of so many columns at the most, where words are not longer. */
    List<String> wrapped(String markdown, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : shown(markdown).strip().split(" +", -1)) {
            if (line.length() > 0 && TextWidth.of(line.toString()) + 1 + TextWidth.of(word) > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
