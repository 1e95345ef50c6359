package org.musterhpc.systemtests.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.systemtests.bench.Contest.Aim;
import org.musterhpc.systemtests.bench.Contest.Figure;

/** Prints what was measured, each row as soon as it is there; or all of it as JSON at the end. */
final class Table {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PrintStream out;
    private final boolean json;
    private final ArrayNode rows = JSON.createArrayNode();

    Table(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void row(Contest contest, Map<String, Figure> figures) {
        Figure own = figures.get(contest.contenders().get(0).name());
        if (own == null) {
            throw new IllegalArgumentException("nobody takes part in " + contest.what());
        }
        if (json) {
            rows.add(object(contest, figures));
            return;
        }
        out.println(contest.what() + ", " + contest.unit());
        figures.forEach((name, figure) -> out.println(line(name, figure, own)));
        for (Aim aim : contest.aims()) {
            out.println("    aim: " + aim.text(contest.unit()) + ": " + reached(aim.reached(figures)));
        }
        out.flush();
    }

    private static String line(String name, Figure figure, Figure own) {
        if (!figure.there()) {
            return "  %-34s absent: %s".formatted(name, figure.absent());
        }
        String ratio = figure.equals(own) || !own.there() ? "" : "%6.2f ×".formatted(figure.median() / own.median());
        String span = figure.sorted().size() == 1
                ? "1 round"
                : figure.sorted().size() + " rounds, " + number(figure.sorted().get(0)) + " – "
                        + number(figure.sorted().get(figure.sorted().size() - 1));
        return "  %-34s %12s %9s  (%s)%s"
                .formatted(
                        name,
                        number(figure.median()),
                        ratio,
                        span,
                        figure.absent() == null ? "" : " then: " + figure.absent());
    }

    private static String reached(@Nullable Boolean reached) {
        return reached == null ? "not known" : reached ? "reached" : "missed";
    }

    private static ObjectNode object(Contest contest, Map<String, Figure> figures) {
        ObjectNode row = JSON.createObjectNode().put("what", contest.what()).put("unit", contest.unit());
        ObjectNode all = row.putObject("figures");
        figures.forEach((name, figure) -> {
            ObjectNode one = all.putObject(name);
            if (figure.there()) {
                one.put("median", figure.median());
                figure.sorted().forEach(one.putArray("sorted")::add);
            }
            if (figure.absent() != null) {
                one.put("absent", figure.absent());
            }
        });
        ArrayNode aims = row.putArray("aims");
        contest.aims()
                .forEach(aim ->
                        aims.addObject().put("aim", aim.text(contest.unit())).put("reached", aim.reached(figures)));
        return row;
    }

    void end() {
        if (json) {
            out.println(rows);
        }
        out.flush();
    }

    /** With three digits that count, and groups of thousands. */
    static String number(double value) {
        String pattern = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }
}
