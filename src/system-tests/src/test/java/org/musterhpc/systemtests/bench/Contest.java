package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table: the same thing done by this program and by its peers, in turns, so that a machine which slows down
 * slows all of them.
 *
 * @param unit of what is measured, such as "tasks/s"
 * @param contenders this program first
 */
record Contest(String what, String unit, List<Contender> contenders, List<Aim> aims) {

    /** Somebody who takes part. */
    record Contender(String name, Measure measure) {}

    /** One measurement. */
    interface Measure {
        /** @throws Absent where it cannot be measured here; it is not tried again */
        double once() throws Absent, IOException, InterruptedException;
    }

    /** Why something cannot be measured. */
    static final class Absent extends Exception {
        private static final long serialVersionUID = 1L;

        Absent(String why) {
            super(why);
        }
    }

    /**
     * What one is to reach.
     *
     * @param who of the contenders
     * @param beside a contender's name, or empty: {@code bound} stands for itself
     * @param atLeast whether more is better
     * @param bound how many times the other's figure
     * @param plus what is added to that
     */
    record Aim(String who, String beside, boolean atLeast, double bound, double plus) {
        @Nullable
        Boolean reached(Map<String, Figure> figures) {
            Figure own = figures.get(who);
            Figure other = figures.get(beside);
            if (own == null || !own.there() || (!beside.isEmpty() && (other == null || !other.there()))) {
                return null;
            }
            double limit = beside.isEmpty() || other == null ? bound : bound * other.median() + plus;
            return atLeast ? own.median() >= limit : own.median() <= limit;
        }

        String text(String unit) {
            String sign = who + (atLeast ? " ≥ " : " ≤ ");
            if (beside.isEmpty()) {
                return sign + Table.number(bound) + " " + unit;
            }
            return sign + Table.number(bound) + " × " + beside
                    + (plus == 0 ? "" : " + " + Table.number(plus) + " " + unit);
        }
    }

    /** A contender's figures, in order of size; or why there are none. */
    record Figure(List<Double> sorted, @Nullable String absent) {
        boolean there() {
            return !sorted.isEmpty();
        }

        double median() {
            return sorted.get(sorted.size() / 2);
        }
    }

    /** How often, and how long at most; what has begun when the time is over goes on to the end of its round. */
    record Effort(int rounds, Duration most) {}

    Map<String, Figure> run(Effort effort) throws InterruptedException {
        Map<String, List<Double>> measured = new LinkedHashMap<>();
        Map<String, String> absent = new LinkedHashMap<>();
        long end = System.nanoTime() + effort.most().toNanos();
        for (int round = 0; round < effort.rounds() && (round == 0 || System.nanoTime() < end); round++) {
            for (Contender contender : contenders) {
                if (absent.containsKey(contender.name())) {
                    continue;
                }
                try {
                    measured.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                            .add(contender.measure().once());
                } catch (Absent | IOException | RuntimeException | AssertionError e) {
                    absent.put(contender.name(), String.valueOf(e.getMessage()));
                }
            }
        }
        Map<String, Figure> figures = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            List<Double> all = measured.getOrDefault(contender.name(), new ArrayList<>());
            Collections.sort(all);
            figures.put(contender.name(), new Figure(List.copyOf(all), absent.get(contender.name())));
        }
        return figures;
    }
}
