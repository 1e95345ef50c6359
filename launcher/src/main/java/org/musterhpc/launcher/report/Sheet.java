package org.musterhpc.launcher.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table with a title, as texts that nobody has escaped yet. */
final class Sheet {
    private final String title;
    private final List<String> columns;
    private final List<String> kinds = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private String note = "";

    /** @param columns their heads; those that begin with {@code #} hold numbers, with {@code ~} long texts */
    Sheet(String title, String... columns) {
        this.title = title;
        List<String> heads = new ArrayList<>();
        for (String column : columns) {
            boolean number = column.startsWith("#");
            boolean text = column.startsWith("~");
            kinds.add(number ? "n" : text ? "t" : "");
            heads.add(number || text ? column.substring(1) : column);
        }
        this.columns = List.copyOf(heads);
    }

    Sheet row(String... cells) {
        rows.add(Arrays.asList(cells));
        return this;
    }

    /** What stands below it. */
    Sheet note(String text) {
        note = text;
        return this;
    }

    String title() {
        return title;
    }

    List<String> columns() {
        return columns;
    }

    boolean number(int column) {
        return kind(column).equals("n");
    }

    /** {@code n}: numbers; {@code t}: long texts; else empty. */
    String kind(int column) {
        return kinds.get(column);
    }

    List<List<String>> rows() {
        return rows;
    }

    String note() {
        return note;
    }

    boolean empty() {
        return rows.isEmpty();
    }
}
