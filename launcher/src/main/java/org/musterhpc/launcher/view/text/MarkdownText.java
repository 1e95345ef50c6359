package org.musterhpc.launcher.view.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.launcher.view.TextStyle;

/** A page of the documentation as text: of Markdown that which our pages are written in. */
public final class MarkdownText {
    private static final Pattern ITEM = Pattern.compile("(\\s*)([-*]|\\d+\\.) (.*)");
    private static final Pattern PAGE = Pattern.compile("\\]\\((?:docs/)?([a-z-]+)\\.md(?:#[^)]*)?\\)");
    private static final String FENCE = "```";
    private static final int INDENT = 2;

    private final TextStyle look;
    private final MarkdownLine inline;
    private final List<String> lines = new ArrayList<>();

    private MarkdownText(TextStyle look) {
        this.look = look;
        this.inline = new MarkdownLine(look);
    }

    /** Lines as wide as the look allows; what stands in a block of code is left as it is. */
    public static List<String> of(String markdown, TextStyle look) {
        MarkdownText text = new MarkdownText(look);
        text.read(markdown.lines().toList());
        text.pages(markdown);
        return List.copyOf(text.lines);
    }

    private void read(List<String> source) {
        int at = 0;
        while (at < source.size()) {
            String line = source.get(at);
            if (line.startsWith(FENCE)) {
                at = code(source, at + 1);
            } else if (line.startsWith("|")) {
                at = table(source, at);
            } else {
                plain(line);
                at++;
            }
        }
    }

    private void plain(String line) {
        Matcher item = ITEM.matcher(line);
        if (line.isBlank()) {
            blank();
        } else if (line.startsWith("#")) {
            blank();
            lines.add(look.paint().bold(inline.plain(line.replaceFirst("#+ *", ""))));
        } else if (item.matches()) {
            String mark = item.group(2).length() > 1 ? item.group(2) : "-";
            wrapped(item.group(3), INDENT + item.group(1).length(), mark + " ");
        } else {
            wrapped(line.strip(), INDENT, "");
        }
    }

    private int code(List<String> source, int from) {
        int at = from;
        blank();
        while (at < source.size() && !source.get(at).startsWith(FENCE)) {
            lines.add(" ".repeat(2 * INDENT) + source.get(at));
            at++;
        }
        lines.add("");
        return at + 1;
    }

    private int table(List<String> source, int from) {
        int at = from;
        List<String> rows = new ArrayList<>();
        while (at < source.size() && source.get(at).startsWith("|")) {
            rows.add(source.get(at));
            at++;
        }
        blank();
        lines.addAll(new MarkdownTable(rows, inline).lines(INDENT, look));
        lines.add("");
        return at;
    }

    private void wrapped(String text, int indent, String mark) {
        List<String> wrapped = inline.wrapped(text, look.layoutWidth() - indent - mark.length());
        for (int i = 0; i < wrapped.size(); i++) {
            lines.add(" ".repeat(indent) + (i == 0 ? mark : " ".repeat(mark.length())) + wrapped.get(i));
        }
    }

    private void blank() {
        if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
    }

    /** Links cannot be followed here; the pages that they lead to can be read. */
    private void pages(String markdown) {
        Set<String> names = new LinkedHashSet<>();
        PAGE.matcher(markdown).results().forEach(link -> names.add(link.group(1)));
        if (!names.isEmpty()) {
            blank();
            wrapped(
                    "More: "
                            + String.join(
                                    ", ",
                                    names.stream()
                                            .map(name -> "muster help " + name)
                                            .toList()),
                    INDENT,
                    "");
        }
    }
}
