package org.musterhpc.launcher.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a dialect reads in an answer, in the words of the captures' {@code expect:} lines. */
final class Reading {
    private Reading() {}

    static List<String> of(Capture capture) {
        Dialect dialect = capture.dialect();
        CommandResult answer = capture.answer();
        return switch (capture.operation()) {
            case "submit" -> List.of(submitted(dialect.submitted(answer)));
            case "cancel" -> List.of(dialect.cancelled(answer) ? "CANCELLED" : "UNKNOWN");
            case "lookup" ->
                dialect.found(capture.arguments().get(0), answer)
                        .map(ids -> List.of(("FOUND " + String.join(" ", ids)).strip()))
                        .orElse(List.of("UNKNOWN"));
            case "limits" -> limits(dialect.limits(answer));
            case "version" -> List.of(dialect.version(answer).orElse("UNKNOWN"));
            case "status" -> status(capture.arguments(), dialect.states(capture.arguments(), answer));
            default -> throw new IllegalStateException(capture + " asks for an unknown operation");
        };
    }

    private static String submitted(Submitted submitted) {
        if (submitted instanceof Submitted.Accepted accepted) {
            return "ACCEPTED " + accepted.array();
        }
        return submitted instanceof Submitted.Refused refused ? "REFUSED " + refused.why() : "UNKNOWN";
    }

    private static List<String> limits(Optional<Limits> limits) {
        if (limits.isEmpty()) {
            return List.of("UNKNOWN");
        }
        List<String> lines = new ArrayList<>();
        lines.add("array size " + limits.get().arraySize() + ", submitted "
                + limits.get().submitted());
        new TreeMap<>(limits.get().partitions())
                .forEach(
                        (name, partition) -> lines.add("partition " + name + (partition.standard() ? " (standard)" : "")
                                + ", array size " + partition.counts().arraySize() + ", walltime "
                                + partition.most().walltime()
                                + (partition.cpus() == null ? "" : ", cpus " + partition.cpus())));
        return lines;
    }

    /** A line for each run of elements with the same state, then {@code *} for all others. */
    private static List<String> status(List<String> arrays, Map<String, ArrayStates> states) {
        List<String> lines = new ArrayList<>();
        for (String array : arrays) {
            Map<Integer, AllocationState> elements =
                    new TreeMap<>(states.get(array).elements());
            int first = 0;
            int last = -2;
            String run = "";
            for (Map.Entry<Integer, AllocationState> element : elements.entrySet()) {
                String state = state(element.getValue());
                if (!state.equals(run) || element.getKey() != last + 1) {
                    add(lines, array, first, last, run);
                    first = element.getKey();
                    run = state;
                }
                last = element.getKey();
            }
            add(lines, array, first, last, run);
            lines.add(array + " * " + state(states.get(array).others()));
        }
        return lines;
    }

    private static void add(List<String> lines, String array, int first, int last, String state) {
        if (last >= 0) {
            lines.add(array + " " + (first == last ? "" + first : first + "-" + last) + " " + state);
        }
    }

    private static String state(AllocationState state) {
        if (state instanceof AllocationState.Pending pending) {
            return "PENDING " + pending.prospect();
        }
        if (state instanceof AllocationState.Ended ended) {
            return "ENDED " + ended.kind()
                    + (ended.exit().isPresent() ? " exit " + ended.exit().getAsInt() : "");
        }
        if (state instanceof AllocationState.Leaving) {
            return "LEAVING";
        }
        return state instanceof AllocationState.Running ? "RUNNING" : "UNKNOWN";
    }
}
