package org.musterhpc.launcher.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.history.AgentRuns;
import org.musterhpc.launcher.history.CampaignHistory;
import org.musterhpc.launcher.history.Distribution;
import org.musterhpc.launcher.history.StageHistory;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;

/** A report's tables, the same in whatever form they are written. */
final class Sheets {
    /** More than a person reads; JSON has all. */
    private static final int ROWS = 200;

    private final CampaignReport report;
    private final CampaignHistory history;

    Sheets(CampaignReport report) {
        this.report = report;
        this.history = report.history();
    }

    /** In one sentence, whether it worked. */
    String headline() {
        Standing total = Standing.sum(report.overview().stages(), Map.of());
        StringBuilder line = new StringBuilder();
        if (total.total() == 0) {
            line.append("There are no tasks.");
        } else if (total.allDone()) {
            line.append("All ").append(Amounts.count(total.total())).append(" tasks are done.");
        } else {
            line.append(Amounts.count(total.done()))
                    .append(" of ")
                    .append(Amounts.count(total.total()))
                    .append(" tasks are done");
            part(line, total.dead(), "failed");
            part(line, total.cancelled(), "cancelled");
            part(line, total.blocked(), "wait for others");
            part(line, total.pending() + total.delayed() + total.working(), "still to run");
            line.append('.');
        }
        return line.toString();
    }

    private static void part(StringBuilder line, long count, String what) {
        if (count > 0) {
            line.append(", ").append(Amounts.count(count)).append(' ').append(what);
        }
    }

    Sheet summary() {
        Sheet sheet = new Sheet("Summary", "", "#");
        long attempts = history.stages().values().stream()
                .mapToLong(StageHistory::attempts)
                .sum();
        long ok = history.stages().values().stream()
                .mapToLong(stage -> stage.attempts(Outcome.OK))
                .sum();
        sheet.row(
                "Submitted",
                Amounts.at(report.campaign().created()) + " by "
                        + report.campaign().owner());
        List<AgentRuns> agents = history.agents();
        if (!agents.isEmpty()) {
            long first = agents.get(0).first();
            long last = agents.stream().mapToLong(AgentRuns::last).max().orElse(first);
            sheet.row("First attempt began", Amounts.at(first));
            sheet.row("Last attempt ended", Amounts.at(last));
            sheet.row("Between them", Amounts.time(last - first));
        }
        sheet.row("Attempts that ended", Amounts.count(attempts));
        sheet.row("of these failed", Amounts.count(attempts - ok));
        sheet.row("Agents", Amounts.count(agents.size()));
        sheet.row("Hosts", Amounts.count(history.hosts().size()));
        sheet.row(
                "Tasks at once, at most",
                Amounts.count(Math.round(Math.ceil(history.running().peak() - 0.01))));
        sheet.row("Time of slots that attempts took", Amounts.hours(history.busySeconds()));
        sheet.row("of the time of slots that stood ready", Amounts.share(history.busySeconds(), history.slotSeconds()));
        double cpu = history.stages().values().stream()
                .mapToDouble(stage -> stage.cpu().sum() / 1000)
                .sum();
        sheet.row("Processor time of what was OK", Amounts.hours(cpu));
        return sheet;
    }

    Sheet stages() {
        Sheet sheet = new Sheet(
                "Stages", "Stage", "#Tasks", "#Done", "#Failed", "#Cancelled", "#To run", "#Attempts", "~Outcomes");
        report.overview().stages().forEach((name, tally) -> {
            Standing standing = Standing.of(tally, 0);
            StageHistory stage = history.stages().getOrDefault(name, new StageHistory());
            sheet.row(
                    name,
                    Amounts.count(standing.total()),
                    Amounts.count(standing.done()),
                    Amounts.count(standing.dead()),
                    Amounts.count(standing.cancelled()),
                    Amounts.count(standing.waiting() + standing.working()),
                    Amounts.count(stage.attempts()),
                    outcomes(stage));
        });
        return sheet;
    }

    private static String outcomes(StageHistory stage) {
        StringBuilder text = new StringBuilder();
        stage.outcomes()
                .forEach((outcome, count) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(Amounts.count(count))
                        .append(' ')
                        .append(outcome));
        return text.toString();
    }

    /** How long they took, of what was OK. */
    Sheet times() {
        Sheet sheet = new Sheet(
                "Run times",
                "Stage",
                "#Attempts",
                "#Median",
                "#90%",
                "#99%",
                "#Longest",
                "#Asked",
                "#Processors used",
                "#Asked");
        history.stages().forEach((name, stage) -> {
            Distribution wall = stage.wall();
            if (wall.count() > 0) {
                Stage.Limits limits = report.campaign().stage(name).limits();
                sheet.row(
                        name,
                        Amounts.count(wall.count()),
                        Amounts.time(wall.quantile(0.5)),
                        Amounts.time(wall.quantile(0.9)),
                        Amounts.time(wall.quantile(0.99)),
                        Amounts.time(wall.greatest()),
                        Amounts.time(limits.walltime()),
                        String.format(Locale.ROOT, "%.2f", stage.processors()),
                        Integer.toString(limits.cpus()));
            }
        });
        return sheet.note("Of attempts that were OK. A column says what that share of them took at most. " + learnt());
    }

    /** What agents and arrays are planned by: powers of two, of all tasks that were ever done. */
    private String learnt() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Tally> stage : report.overview().stages().entrySet()) {
            RunTimes runs = stage.getValue().runTimes();
            if (runs.done() > 0) {
                text.append(text.isEmpty() ? "Muster itself plans by: " : "; ")
                        .append(stage.getKey())
                        .append(" half less than ")
                        .append(Amounts.time(runs.wallOf(0.5).toMillis()))
                        .append(", 99% less than ")
                        .append(Amounts.time(runs.wallOf(0.99).toMillis()));
                long memory = runs.memoryOf(0.99) / 1024;
                text.append(memory == 0 ? "" : " and " + Amounts.memory(memory));
            }
        }
        return text.isEmpty() ? "" : text.append('.').toString();
    }

    Sheet memory() {
        Sheet sheet = new Sheet("Peak memory", "Stage", "#Attempts", "#Median", "#90%", "#99%", "#Most", "#Asked");
        history.stages().forEach((name, stage) -> {
            Distribution memory = stage.memory();
            if (memory.count() > 0) {
                Long asked = report.campaign().stage(name).limits().memory();
                sheet.row(
                        name,
                        Amounts.count(memory.count()),
                        Amounts.memory(memory.quantile(0.5)),
                        Amounts.memory(memory.quantile(0.9)),
                        Amounts.memory(memory.quantile(0.99)),
                        Amounts.memory(memory.greatest()),
                        asked == null ? "not limited" : MemorySize.format(asked));
            }
        });
        return sheet.note("Of attempts that were OK and used more than their agent does: else it is not known.");
    }

    Sheet failures() {
        Sheet sheet = new Sheet(
                "Failures", "Stage", "Outcome", "#Attempts", "#Tasks dead by it", "~Last line", "For instance");
        for (FailureLines failure : report.failures()) {
            String attempts = Amounts.count(failure.group().attempts());
            String dead = Amounts.count(failure.group().dead());
            String stage = failure.group().kind().stage();
            if (failure.lines().isEmpty()) {
                sheet.row(stage, outcome(failure), attempts, dead, "", example(failure));
            }
            boolean first = true;
            for (FailureLines.Line line : failure.lines()) {
                boolean several = failure.lines().size() > 1
                        || failure.read() < failure.group().attempts();
                String said = several ? "  (" + line.attempts() + " of " + failure.read() + " looked at)" : "";
                sheet.row(
                        first ? stage : "",
                        first ? outcome(failure) : "",
                        first ? attempts : "",
                        first ? dead : "",
                        line.text() + said,
                        line.id());
                first = false;
            }
        }
        return sheet.note(
                sheet.empty()
                        ? ""
                        : "Last lines are of some attempts of each kind; those that differ in digits only are one.");
    }

    private static String example(FailureLines failure) {
        return failure.group().samples().stream()
                .map(sample -> sample.id())
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String outcome(FailureLines failure) {
        Integer exit = failure.group().kind().exit();
        Integer signal = failure.group().kind().signal();
        return failure.group().kind().outcome()
                + (signal != null ? " " + signal : exit != null && exit != 0 ? " " + exit : "");
    }

    /** Where the time until the first attempt went, as far as it is known. */
    Sheet queue() {
        Sheet sheet = new Sheet("Waiting for the first attempt", "Cluster", "First attempt", "#After the submit");
        Map<String, Long> first = new TreeMap<>();
        history.agents().forEach(agent -> first.merge(agent.place().cluster(), agent.first(), Math::min));
        Instant created = report.campaign().created();
        first.forEach((cluster, at) -> sheet.row(
                cluster,
                Amounts.at(at),
                Amounts.time(Math.max(
                        0, Duration.between(created, Instant.ofEpochMilli(at)).toMillis()))));
        return sheet;
    }

    Sheet arrays() {
        Sheet sheet = new Sheet(
                "Arrays", "Cluster", "Job", "State", "#Elements", "#Wait", "#Run", "#Ended", "~The scheduler says");
        report.arrays().stream()
                .limit(ROWS)
                .forEach(array -> sheet.row(
                        array.cluster(),
                        array.job(),
                        array.state().name(),
                        Amounts.count(array.elements().count()),
                        live(array, array.seen().pending()),
                        live(array, array.seen().running()),
                        Amounts.count(array.seen().ended()),
                        Dialects.meaning(array.seen().reason())
                                .said(array.seen().reason())));
        return more(sheet, report.arrays().size());
    }

    private static String live(ArrayRecord array, int count) {
        return array.live() ? Amounts.count(count) : "0";
    }

    Sheet hosts() {
        Sheet sheet = new Sheet("Hosts", "Host", "#Attempts");
        history.hosts().entrySet().stream()
                .limit(ROWS)
                .forEach(host -> sheet.row(host.getKey(), Amounts.count(host.getValue())));
        return more(sheet, history.hosts().size());
    }

    Sheet versions() {
        Sheet sheet = new Sheet("Versions", "", "");
        report.head().versions().forEach(sheet::row);
        return sheet;
    }

    private static Sheet more(Sheet sheet, long all) {
        return all > ROWS ? sheet.note("and " + Amounts.count(all - ROWS) + " more; --format json has all") : sheet;
    }
}
