package org.musterhpc.systemtests.faults;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What was done, and what came of it; written as JSON after a long run, and the figures of {@code docs/guarantees.md}.
 *
 * @param tasks how many tasks were accounted for
 * @param agentMiB resident memory of the agent that no fault ended, from the first look to the last: {@link Memory#quarters}
 * @param sentinelMiB the same of the sentinel
 */
record Report(
        long seed,
        int rounds,
        long tasks,
        long seconds,
        List<Long> agentMiB,
        List<Long> sentinelMiB,
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
        text.append("resident memory at the begin, after each quarter and at the end: ")
                .append(memory())
                .append('\n');
        return text.toString();
    }

    /** {@code 7 second attempts, of which 4 had their tasks done}. */
    static String doubled(List<Verdict.Second> seconds) {
        long done = seconds.stream().filter(Verdict.Second::done).count();
        return seconds.size() + " second attempts, of which " + done + " had their tasks done";
    }

    /** {@code agent 62, 70, 70, 71, 70 MiB}. */
    String memory() {
        return "agent " + mib(agentMiB) + ", sentinel " + mib(sentinelMiB);
    }

    private static String mib(List<Long> looks) {
        return looks.isEmpty()
                ? "not seen"
                : looks.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " MiB";
    }

    static String seconds(double value) {
        return value == 0 ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-66s %6s %9s %9s %5s %10s %9s %8s %7s%n", cells);
    }
}
