package org.musterhpc.launcher.view.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.musterhpc.launcher.view.Failures;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Paint;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.Summary;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Ending;

/** The end of a run, as a person wants to read it: did it work, what did not, what to type next. */
public final class SummaryText {
    private static final String INDENT = "  ";

    private SummaryText() {}

    public static List<String> of(TextStyle look, Summary summary) {
        List<String> lines = new ArrayList<>();
        lines.addAll(folded(look, headline(look, summary)));
        lines.add("");
        lines.addAll(table(look, summary));
        Summary.Records records = summary.records();
        if (records != null && records.slowest().size() > 1) {
            lines.add("");
            lines.addAll(slowest(look, records.slowest()));
        }
        if (!summary.failures().isEmpty()) {
            lines.add("");
            lines.addAll(failures(look, summary));
        }
        lines.add("");
        lines.addAll(next(look, summary));
        return lines;
    }

    private static String headline(TextStyle look, Summary summary) {
        Standing total = summary.total();
        Paint paint = look.paint();
        String dot = look.glyphs().dot();
        String what;
        if (total.allDone()) {
            what = paint.good(look.glyphs().yes() + " " + summary.campaign()) + "  "
                    + (total.total() == 1 ? "1 task, done" : "all " + look.count(total.total()) + " tasks done");
        } else {
            what = paint.bad(look.glyphs().no() + " " + summary.campaign()) + "  " + look.count(total.done()) + " of "
                    + Numbers.of(look.count(total.total()), "task") + " done"
                    + part(dot, total.dead(), look, "failed")
                    + part(dot, total.cancelled(), look, "cancelled")
                    + part(dot, total.blocked(), look, "waiting for what failed")
                    + part(dot, total.pending() + total.delayed() + total.working(), look, "still to run");
        }
        double seconds = summary.wall().toMillis() / 1000.0;
        String pace = summary.endedNow() > 0 && seconds > 0
                ? dot + Numbers.rate(summary.endedNow() / seconds) + " tasks/s"
                : "";
        return what + dot + Times.exact(seconds) + pace;
    }

    /** At the dots, where it is wider than the terminal: a terminal folds in the middle of a word. */
    private static List<String> folded(TextStyle look, String line) {
        List<String> lines = new ArrayList<>();
        String dot = look.glyphs().dot();
        String last = "";
        for (String part : line.split(Pattern.quote(dot), -1)) {
            String longer = last.isEmpty() ? part : last + dot + part;
            if (!last.isEmpty() && TextWidth.of(longer) > look.width()) {
                lines.add(last);
                longer = INDENT + part;
            }
            last = longer;
        }
        lines.add(last);
        return lines;
    }

    private static String part(String dot, long count, TextStyle look, String what) {
        return count == 0 ? "" : dot + look.count(count) + " " + what;
    }

    /** What is least needed is left out where it does not fit. */
    private static List<String> table(TextStyle look, Summary summary) {
        List<String> lines = table(look, summary, true, true);
        if (tooWide(look, lines)) {
            lines = table(look, summary, false, true);
        }
        if (tooWide(look, lines)) {
            lines = new ArrayList<>(table(look, summary, false, false));
            lines.addAll(folded(
                    look,
                    INDENT + "failed attempts: "
                            + ProgressText.kinds(
                                            look, Failures.of(summary.stages().values()))
                                    .replace(", ", look.glyphs().dot())));
        }
        return lines;
    }

    private static boolean tooWide(TextStyle look, List<String> lines) {
        return lines.stream().anyMatch(line -> TextWidth.of(line) > look.width());
    }

    private static List<String> table(TextStyle look, Summary summary, boolean withCpu, boolean withAttempts) {
        Standing total = summary.total();
        boolean cancelled = total.cancelled() > 0;
        boolean blocked = total.blocked() > 0;
        Summary.Records records = summary.records();
        Table table = new Table(look.behind(INDENT.length()))
                .flexible("STAGE")
                .right("TASKS")
                .right("DONE")
                .right("FAILED");
        if (cancelled) {
            table.right("CANCELLED");
        }
        if (blocked) {
            table.right("BLOCKED");
        }
        table.right("RETRIED");
        boolean cpu =
                withCpu && records != null && records.cpuS().values().stream().anyMatch(seconds -> seconds >= 0.001);
        if (cpu) {
            table.right("CPU");
        }
        table.left(!withAttempts || Failures.of(summary.stages().values()).isEmpty() ? "" : "FAILED ATTEMPTS");
        summary.stages().forEach((name, tally) -> {
            Standing standing = Standing.of(tally, 0);
            List<String> cells = new ArrayList<>(List.of(
                    Harmless.line(name),
                    look.count(standing.total()),
                    good(look, standing.done()),
                    bad(look, standing.dead())));
            if (cancelled) {
                cells.add(look.count(standing.cancelled()));
            }
            if (blocked) {
                cells.add(look.count(standing.blocked()));
            }
            cells.add(look.count(Failures.retried(tally, standing)));
            if (cpu && records != null) {
                cells.add(Times.exact(records.cpuS().getOrDefault(name, 0.0)));
            }
            cells.add(withAttempts ? ProgressText.kinds(look, Failures.of(List.<Tally>of(tally))) : "");
            table.row(cells);
        });
        return indent(table.lines());
    }

    private static String good(TextStyle look, long count) {
        return count == 0 ? "0" : look.paint().good(look.count(count));
    }

    private static String bad(TextStyle look, long count) {
        return count == 0 ? "0" : look.paint().bad(look.count(count));
    }

    private static List<String> slowest(TextStyle look, List<Ending> slowest) {
        Table table = new Table(look.behind(INDENT.length()))
                .flexible("SLOWEST")
                .right("")
                .flexible("");
        for (Ending ending : slowest) {
            table.row(
                    Harmless.line(ending.message().id()),
                    Times.exact(ending.last().usage().wallS()),
                    ParamsText.of(ending.message().params()));
        }
        return indent(table.lines());
    }

    private static List<String> failures(TextStyle look, Summary summary) {
        Table table = new Table(look.behind(INDENT.length()))
                .flexible("FAILED")
                .left("")
                .right("ATTEMPTS")
                .flexible("");
        for (Summary.Failure failure : summary.failures()) {
            Ending ending = failure.ending();
            String reason = ending.last().detail().reason();
            String last = failure.lastLine();
            table.row(
                    Harmless.line(ending.message().id()),
                    look.paint().bad(OutcomeText.of(ending.last())),
                    Integer.toString(ending.last().attempt()),
                    Harmless.line(last != null ? last : reason == null ? "" : reason));
        }
        List<String> lines = new ArrayList<>(indent(table.lines()));
        long more = summary.total().dead() - summary.failures().size();
        if (more > 0) {
            lines.add("  and " + look.count(more) + " more: muster tasks " + summary.campaign() + " --state DEAD");
        }
        return lines;
    }

    /** The exact commands, with the first failed task where there is one. */
    private static List<String> next(TextStyle look, Summary summary) {
        String campaign = summary.campaign();
        List<Map.Entry<String, String>> commands = new ArrayList<>();
        if (!summary.failures().isEmpty()) {
            String id = quoted(summary.failures().get(0).ending().message().id());
            commands.add(Map.entry("what it printed", "muster logs " + campaign + " " + id));
            commands.add(Map.entry("why it failed", "muster explain " + campaign + " " + id));
            commands.add(Map.entry("run them again", "muster retry " + campaign));
        } else if (summary.total().cancelled() > 0) {
            commands.add(Map.entry("run them again", "muster retry " + campaign + " --cancelled-too"));
        }
        commands.add(Map.entry("results", "muster results " + campaign + " --format csv"));
        List<String> lines = new ArrayList<>();
        commands.forEach(command -> lines.add(entry(look, command.getKey(), command.getValue())));
        lines.add(entry(look, "output", Harmless.line(summary.logs())));
        return lines;
    }

    private static String entry(TextStyle look, String name, String value) {
        return "  " + look.paint().dim(TextWidth.padRight(name, 15)) + "  " + value;
    }

    /** For a shell, where the id is not a plain word. */
    static String quoted(String id) {
        return id.matches("[A-Za-z0-9_./:@%+=,-]+")
                ? Harmless.line(id)
                : "'" + Harmless.line(id).replace("'", "'\\''") + "'";
    }

    private static List<String> indent(List<String> lines) {
        return lines.stream().map(line -> INDENT + line).toList();
    }
}
