package org.musterhpc.systemtests.faults;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rounds one after another, and what is known after them. */
final class Faults {
    private final long seed;
    private final Plan.Scale scale;
    private final PrintStream out;
    private final List<Fault> kinds;
    private final Map<Fault, Row> rows = new LinkedHashMap<>();
    private final Memory memory = new Memory();
    private final List<Verdict.Second> seconds = new ArrayList<>();
    private final long begun = System.nanoTime();
    private int round;
    private int played;
    private long tasks;

    Faults(long seed, Plan.Scale scale, List<Fault> kinds, PrintStream out) {
        this.seed = seed;
        this.kinds = kinds;
        this.scale = scale;
        this.out = out;
        Kinds.ALL.forEach(fault -> rows.put(fault, new Row(fault)));
        Kinds.ALL.forEach(fault ->
                fault.impossible().ifPresent(why -> out.println("skipped here: " + fault.title() + ": " + why)));
    }

    /** Rounds from the first one on, until the time is over. */
    void play(Duration time) {
        for (int next = 1; System.nanoTime() - begun < time.toNanos(); next++) {
            play(next);
        }
    }

    /** @throws Round.Failed where a check does not hold */
    void play(int number) {
        round = number;
        Plan plan = Plan.of(seed, number, scale, kinds);
        Round one = new Round(plan, rows::get);
        long start = System.nanoTime();
        try {
            one.play();
            played++;
            tasks += plan.ends().size();
        } finally {
            memory.add(one.memory());
            seconds.addAll(one.seconds());
            String doubled = one.seconds().isEmpty() ? "" : ", " + Report.doubled(one.seconds());
            out.printf("%s: %.0f s%s%n", plan, (System.nanoTime() - start) / 1e9, doubled);
        }
    }

    /** The one that was played last. */
    int round() {
        return round;
    }

    /** Second attempts that began among the faults. */
    String doubled() {
        return Report.doubled(seconds);
    }

    Report report() {
        return new Report(
                seed,
                played,
                tasks,
                (System.nanoTime() - begun) / 1_000_000_000,
                Memory.quarters(memory.agent()),
                Memory.quarters(memory.launcher()),
                rows.values().stream().map(Row::figures).toList());
    }
}
