package org.musterhpc.launcher.view.text;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;

/** Rows of text in columns, as narrow as they can be; one column may be cut so that a line fits the terminal. */
public final class Table {
    private static final String GAP = "  ";

    private final TextStyle look;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    public Table(TextStyle look) {
        this.look = look;
    }

    public Table left(String head) {
        columns.add(new Column(head, false, false));
        return this;
    }

    public Table right(String head) {
        columns.add(new Column(head, true, false));
        return this;
    }

    /** A left-aligned column that is cut where the line would be too long; its cells must be unpainted. */
    public Table flexible(String head) {
        columns.add(new Column(head, false, true));
        return this;
    }

    public Table row(String... cells) {
        return row(List.of(cells));
    }

    public Table row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Head and rows, without trailing space. */
    public List<String> lines() {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        if (columns.stream().anyMatch(column -> !column.head.isEmpty())) {
            List<String> heads = columns.stream().map(Column::head).toList();
            lines.add(look.paint().dim(line(heads, widths)));
        }
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            Column column = columns.get(i);
            String cell = cells.get(i);
            if (column.flexible) {
                cell = TextWidth.cut(cell, widths[i], look.glyphs().ellipsis());
            }
            line.append(i == 0 ? "" : GAP)
                    .append(column.right ? TextWidth.padLeft(cell, widths[i]) : TextWidth.padRight(cell, widths[i]));
        }
        return line.toString().stripTrailing();
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        int sum = GAP.length() * (widths.length - 1);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = TextWidth.of(columns.get(i).head);
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], TextWidth.of(row.get(i)));
            }
            sum += widths[i];
        }
        // From the last: what a row is called stays readable longest.
        for (int i = widths.length - 1; i >= 0 && sum > look.width(); i--) {
            if (columns.get(i).flexible) {
                int narrower = Math.max(8, widths[i] - (sum - look.width()));
                sum -= widths[i] - narrower;
                widths[i] = Math.min(widths[i], narrower);
            }
        }
        return widths;
    }

    private record Column(String head, boolean right, boolean flexible) {}
}
