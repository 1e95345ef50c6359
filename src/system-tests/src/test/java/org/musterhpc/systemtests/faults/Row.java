package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.List;

/** What is known of one kind of fault after all that was done. */
final class Row {
    private final Fault fault;
    private int struck;
    private long atRisk;
    private long inFlight;
    private long lost;
    private long recordedTwice;
    private long runTwice;
    private final List<Double> recoveries = new ArrayList<>();

    Row(Fault fault) {
        this.fault = fault;
    }

    synchronized void struck(Peek.Look before) {
        struck++;
        atRisk += before.atRisk();
        inFlight += before.inFlight().size();
    }

    synchronized void recovered(double seconds) {
        recoveries.add(seconds);
    }

    synchronized void lost(long tasks) {
        lost += tasks;
    }

    synchronized void recordedTwice(long tasks) {
        recordedTwice += tasks;
    }

    synchronized void runTwice(long starts) {
        runTwice += starts;
    }

    /**
     * The figures.
     *
     * @param median seconds to recover; 0 where none was seen
     */
    record Figures(
            String fault,
            int struck,
            long atRisk,
            long inFlight,
            long lost,
            long recordedTwice,
            long runTwice,
            double median,
            double longest) {}

    synchronized Figures figures() {
        List<Double> sorted = recoveries.stream().sorted().toList();
        return new Figures(
                fault.title(),
                struck,
                atRisk,
                inFlight,
                lost,
                recordedTwice,
                runTwice,
                sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2),
                sorted.isEmpty() ? 0 : sorted.get(sorted.size() - 1));
    }
}
