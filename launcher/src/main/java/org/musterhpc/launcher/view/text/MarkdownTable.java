package org.musterhpc.launcher.view.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;

/** A table of Markdown: columns beside each other where they fit, else what a row says of its first cell below that. */
final class MarkdownTable {
    private static final int GAP = 2;

    private final List<List<String>> rows;
    private final MarkdownLine inline;

    /** @param source lines that begin with a bar: the names of the columns, a line of dashes, rows */
    MarkdownTable(List<String> source, MarkdownLine inline) {
        this.inline = inline;
        List<List<String>> all =
                new ArrayList<>(source.stream().map(MarkdownTable::cells).toList());
        if (all.size() > 1) {
            all.remove(1);
        }
        this.rows = List.copyOf(all);
    }

    private static List<String> cells(String line) {
        String inner = line.strip().replaceFirst("^\\|", "").replaceFirst("\\|$", "");
        return Arrays.stream(inner.split("(?<!\\\\)\\|", -1)).map(String::strip).toList();
    }

    List<String> lines(int indent, TextStyle look) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        List<List<String>> shown = rows.stream()
                .map(row -> row.stream().map(inline::shown).toList())
                .toList();
        int[] widths = IntStream.range(0, columns)
                .map(column -> shown.stream()
                        .mapToInt(row -> column < row.size() ? TextWidth.of(row.get(column)) : 0)
                        .max()
                        .orElse(0))
                .toArray();
        int all = Arrays.stream(widths).sum() + GAP * (columns - 1);
        return all + indent <= look.layoutWidth() ? beside(shown, widths, indent) : below(indent, look);
    }

    private static List<String> beside(List<List<String>> shown, int[] widths, int indent) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : shown) {
            StringBuilder line = new StringBuilder(" ".repeat(indent));
            for (int column = 0; column < row.size(); column++) {
                line.append(TextWidth.padRight(row.get(column), widths[column] + GAP));
            }
            if (!line.toString().isBlank()) {
                lines.add(line.toString().stripTrailing());
            }
        }
        return lines;
    }

    private List<String> below(int indent, TextStyle look) {
        List<String> lines = new ArrayList<>();
        List<String> names = rows.get(0);
        int deeper = indent + 2 * GAP;
        for (List<String> row : rows.subList(1, rows.size())) {
            inline.wrapped(row.get(0), look.layoutWidth() - indent)
                    .forEach(line -> lines.add(" ".repeat(indent) + line));
            for (int column = 1; column < row.size(); column++) {
                String name = column < names.size() && row.size() > 2 ? names.get(column) : "";
                String cell = row.get(column);
                if (!cell.isEmpty()) {
                    inline.wrapped(name.isEmpty() ? cell : name + ": " + cell, look.layoutWidth() - deeper)
                            .forEach(line -> lines.add(" ".repeat(deeper) + line));
                }
            }
        }
        return lines;
    }
}
