package org.musterhpc.launcher.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.TextStyle;

/** A page that is a list, of which one row is chosen; it can be searched and put in order. */
abstract class ListPage<T> extends Page {
    private static final int MARK = 2;

    private final List<Order<T>> orders;
    private final Rows rows = new Rows();
    private List<T> all = List.of();
    private List<T> shown = List.of();
    private int order;
    private String search = "";

    /** @param by null: as they come */
    record Order<T>(String name, @Nullable Comparator<T> by) {}

    ListPage(List<Order<T>> orders) {
        this.orders = orders;
    }

    /** By what it is known again at the next look. */
    abstract String key(T one);

    /** A line of heads, then a line each. */
    abstract List<String> table(TextStyle look, List<T> items);

    /** Above the list. */
    List<String> above(TextStyle look) {
        return List.of();
    }

    /** Below it, as far as there is room. */
    List<String> below(TextStyle look) {
        return List.of();
    }

    /** What is said where the list is empty. */
    abstract String empty();

    /** Whether a search finds it. */
    boolean fits(T one, String text) {
        return key(one).toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    final void items(List<T> now) {
        all = List.copyOf(now);
        arrange();
    }

    private void arrange() {
        List<T> fitting = new ArrayList<>(all.stream()
                .filter(one -> search.isEmpty() || fits(one, search))
                .toList());
        Comparator<T> by = orders.get(order).by();
        if (by != null) {
            fitting.sort(by);
        }
        shown = List.copyOf(fitting);
        rows.settle(shown.stream().map(this::key).toList());
    }

    final Rows rows() {
        return rows;
    }

    final @Nullable T chosen() {
        return shown.isEmpty() ? null : shown.get(rows.at());
    }

    @Override
    boolean press(Key key) {
        if (key.character() == 's' && orders.size() > 1) {
            order = (order + 1) % orders.size();
            arrange();
            return true;
        }
        return rows.press(key.kind());
    }

    @Override
    boolean searches() {
        return true;
    }

    @Override
    void search(String text) {
        search = text;
        rows.begin();
        arrange();
    }

    /** By what it is ordered and searched; empty where it is as it comes. */
    final String arrangement(TextStyle look) {
        return (order == 0
                        ? ""
                        : look.glyphs().dot() + "by " + orders.get(order).name())
                + (search.isEmpty() ? "" : look.glyphs().dot() + "/" + Harmless.line(search));
    }

    @Override
    final List<String> lines(TextStyle look, int height) {
        List<String> lines = new ArrayList<>(above(look));
        List<String> below = below(look);
        if (shown.isEmpty()) {
            lines.add("  " + (search.isEmpty() ? empty() : "nothing fits /" + Harmless.line(search)));
        } else {
            List<String> table = table(look.behind(MARK), shown);
            int least = Math.min(table.size(), 4);
            below = below.subList(0, Math.max(0, Math.min(below.size(), height - lines.size() - least)));
            int from = rows.from(height - lines.size() - below.size() - 1);
            lines.add("  " + table.get(0));
            int to = Math.min(shown.size(), from + Math.max(1, height - lines.size() - below.size()));
            for (int row = from; row < to; row++) {
                String line = table.get(row + 1);
                lines.add(row == rows.at() ? look.paint().bold(">") + " " + line : "  " + line);
            }
        }
        lines.addAll(below);
        return lines.subList(0, Math.min(lines.size(), height));
    }
}
