package org.musterhpc.systemtests.faults;

import java.util.List;
import java.util.Locale;

/**
 * What was done, and what came of it; written as JSON after a long run, and the figures of {@code docs/guarantees.md}.
 *
 * @param tasks how many tasks were accounted for
 * @param agentFirst resident memory of the agent that no fault ended, MiB, soon after its start in the first round
 * @param agentLast the same at the end of the last round
 */
record Report(
        long seed,
        int rounds,
        long tasks,
        long seconds,
        double agentFirst,
        double agentLast,
        double launcherFirst,
        double launcherLast,
        List<Row.Figures> rows) {

    long faults() {
        return rows.stream().mapToLong(Row.Figures::struck).sum();
    }

    long kinds() {
        return rows.stream().filter(row -> row.struck() > 0).count();
    }

    private long sum(java.util.function.ToLongFunction<Row.Figures> figure) {
        return rows.stream().mapToLong(figure).sum();
    }

    /** For people. */
    String table() {
        StringBuilder text = new StringBuilder("""
                at risk: tasks that ran or waited when a fault struck; in flight: those of them that an agent held
                run twice: starts that the campaign did not ask for, put to the first fault after the start before them
                recovery: from the fault until tasks end again and none is held by a lease of the moment of the fault
                """);
        text.append(
                line("fault", "times", "at risk", "in flight", "lost", "rec. twice", "run twice", "median s", "max s"));
        for (Row.Figures row : rows) {
            text.append(line(
                    row.fault(),
                    row.struck(),
                    row.atRisk(),
                    row.inFlight(),
                    row.lost(),
                    row.recordedTwice(),
                    row.runTwice(),
                    seconds(row.median()),
                    seconds(row.longest())));
        }
        text.append(line(
                "all",
                faults(),
                sum(Row.Figures::atRisk),
                sum(Row.Figures::inFlight),
                sum(Row.Figures::lost),
                sum(Row.Figures::recordedTwice),
                sum(Row.Figures::runTwice),
                "",
                ""));
        text.append(String.format(
                Locale.ROOT,
                "seed %d: %d faults of %d kinds over %,d tasks in %d rounds and %d s%n",
                seed,
                faults(),
                kinds(),
                tasks,
                rounds,
                seconds));
        text.append(String.format(
                Locale.ROOT,
                "resident memory, first and last: agent %.0f and %.0f MiB, sentinel %.0f and %.0f MiB%n",
                agentFirst,
                agentLast,
                launcherFirst,
                launcherLast));
        return text.toString();
    }

    static String seconds(double value) {
        return value == 0 ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-66s %6s %9s %9s %5s %10s %9s %8s %7s%n", cells);
    }
}
