package org.musterhpc.launcher.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import org.musterhpc.launcher.history.Activity;
import org.musterhpc.launcher.history.AgentRuns;
import org.musterhpc.launcher.history.Distribution;
import org.musterhpc.launcher.view.Numbers;

/**
 * Charts as SVG that is stretched to the width of the page. Words stand beside it as HTML, so that they stay as large as
 * others on a small screen.
 */
final class Charts {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 160;
    private static final int COLUMNS = 60;
    private static final int AGENTS = 60;

    private final Markup out;

    Charts(Markup out) {
        this.out = out;
    }

    /** Of a kind of line that has a colour of its own in the style sheet. */
    record Line(String kind, String name, Activity.Course course) {}

    /** Lines over the same time; those that come first are drawn first, and all but the last as areas, if they are {@code area}. */
    void course(String title, String unit, Activity.Course time, List<Line> lines) {
        double top =
                lines.stream().mapToDouble(line -> line.course().peak()).max().orElse(0);
        if (time.mean().length == 0 || top <= 0) {
            return;
        }
        out.open("figure");
        out.open("figcaption").text(title).own(" ");
        lines.forEach(line -> out.open("span", "class", "key " + line.kind())
                .close("span")
                .text(line.name())
                .own(" "));
        out.close("figcaption");
        out.element("div", "at most " + Numbers.rate(top) + " " + unit, "class", "scale");
        begin(title + ", at most " + Numbers.rate(top) + " " + unit, HEIGHT);
        for (Line line : lines) {
            path(line, top);
        }
        out.close("svg");
        ends(Amounts.at(time.from()), Amounts.at(time.until()));
        out.close("figure").newline();
    }

    private void path(Line line, double top) {
        double[] mean = line.course().mean();
        StringBuilder path = new StringBuilder("M0 " + HEIGHT);
        for (int bin = 0; bin < mean.length; bin++) {
            String height = number(HEIGHT - mean[bin] / top * (HEIGHT - 2));
            path.append('L')
                    .append(number((double) WIDTH * bin / mean.length))
                    .append(' ')
                    .append(height);
            path.append('H').append(number((double) WIDTH * (bin + 1) / mean.length));
        }
        out.open(
                        "path",
                        "class",
                        line.kind(),
                        "d",
                        path.append('V').append(HEIGHT).append('Z').toString())
                .close("path");
    }

    /** When each agent ran something. */
    void agents(List<AgentRuns> agents, Activity.Course time) {
        if (agents.isEmpty() || time.mean().length == 0) {
            return;
        }
        out.open("div", "class", "wide").open("table", "class", "agents");
        out.element("caption", "Agents, from their first attempt to their last");
        out.own("<thead><tr><th scope=\"col\">Agent</th><th scope=\"col\">Host</th><th scope=\"col\">Allocation</th>"
                + "<th scope=\"col\" class=\"n\">Slots</th><th scope=\"col\" class=\"n\">Attempts</th>"
                + "<th scope=\"col\" class=\"n\">Failed</th><th scope=\"col\" class=\"n\">In use</th>"
                + "<th scope=\"col\" class=\"when\">When</th></tr></thead>");
        out.open("tbody");
        for (AgentRuns agent : agents.subList(0, Math.min(AGENTS, agents.size()))) {
            agent(agent, time);
        }
        out.close("tbody").close("table").close("div").newline();
        if (agents.size() > AGENTS) {
            out.element("p", "and " + Amounts.count(agents.size() - AGENTS) + " more agents", "class", "note");
        }
    }

    private void agent(AgentRuns agent, Activity.Course time) {
        String allocation = agent.place().allocation();
        out.open("tr");
        out.element("th", agent.place().agent(), "scope", "row");
        out.element("td", agent.place().host());
        out.element("td", allocation == null ? "" : allocation);
        out.element("td", Integer.toString(agent.slots()), "class", "n");
        out.element("td", Amounts.count(agent.attempts()), "class", "n");
        out.element("td", Amounts.count(agent.failed()), "class", "n");
        out.element("td", Amounts.share(agent.busySeconds(), agent.slotSeconds()), "class", "n");
        double whole = time.until() - time.from();
        double from = WIDTH * (agent.first() - time.from()) / whole;
        double to = WIDTH * (agent.last() - time.from()) / whole;
        out.open("td", "class", "when");
        begin(Amounts.at(agent.first()) + " to " + Amounts.at(agent.last()), 10);
        out.open(
                        "rect",
                        "class",
                        "running",
                        "x",
                        number(from),
                        "y",
                        "1",
                        "height",
                        "8",
                        "width",
                        number(Math.max(2, to - from)))
                .close("rect");
        out.close("svg").close("td").close("tr").newline();
    }

    /** How many values are how large, by a scale on which a doubling is always as wide. */
    void distribution(String title, Distribution values, LongFunction<String> words) {
        List<Distribution.Cell> cells = new ArrayList<>(values.cells(COLUMNS));
        if (cells.isEmpty()) {
            return;
        }
        long top = cells.stream().mapToLong(Distribution.Cell::count).max().orElse(1);
        out.open("figure", "class", "small");
        out.element("figcaption", title);
        out.element("div", "at most " + Amounts.count(top) + " in a column", "class", "scale");
        begin(title, HEIGHT);
        double width = (double) WIDTH / cells.size();
        for (int i = 0; i < cells.size(); i++) {
            double height = (double) (HEIGHT - 2) * cells.get(i).count() / top;
            if (height > 0) {
                out.open(
                                "rect",
                                "class",
                                "running",
                                "x",
                                number(i * width),
                                "width",
                                number(Math.max(1, width * 0.9)),
                                "y",
                                number(HEIGHT - Math.max(2, height)),
                                "height",
                                number(Math.max(2, height)))
                        .close("rect");
            }
        }
        out.close("svg");
        ends(words.apply(cells.get(0).from()), words.apply(values.greatest()));
        out.close("figure").newline();
    }

    private void begin(String title, int height) {
        out.open(
                        "svg",
                        "viewBox",
                        "0 0 " + WIDTH + " " + height,
                        "preserveAspectRatio",
                        "none",
                        "role",
                        "img",
                        "aria-label",
                        title)
                .newline();
    }

    private void ends(String first, String last) {
        out.open("div", "class", "ends");
        out.element("span", first).element("span", last);
        out.close("div");
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
