package org.musterhpc.launcher.dialect.slurm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Ended;
import org.musterhpc.launcher.dialect.AllocationState.Leaving;
import org.musterhpc.launcher.dialect.AllocationState.Pending;
import org.musterhpc.launcher.dialect.AllocationState.Prospect;
import org.musterhpc.launcher.dialect.AllocationState.Running;
import org.musterhpc.launcher.dialect.AllocationState.Unknown;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.EndKind;
import org.musterhpc.launcher.dialect.ReasonTable;
import org.musterhpc.launcher.dialect.Words;

/** Reads the lines of {@code squeue}; words as in its manual, JOB STATE CODES and JOB REASON CODES. */
public final class SlurmStates {
    static final String COLUMNS = "ArrayJobID:|,ArrayTaskID:|,State:|,Reason:|,exit_code:|";

    private static final Set<String> PENDING =
            Set.of("PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT");
    private static final Set<String> RUNNING =
            Set.of("CONFIGURING", "RUNNING", "SUSPENDED", "STOPPED", "RESIZING", "SIGNALING");
    private static final Set<String> LEAVING = Set.of("COMPLETING", "STAGE_OUT");
    // REVOKED is not here: its sibling on another cluster of the federation may run.
    private static final Map<String, EndKind> ENDED = Map.ofEntries(
            Map.entry("COMPLETED", EndKind.COMPLETED),
            Map.entry("CANCELLED", EndKind.CANCELLED),
            Map.entry("DEADLINE", EndKind.CANCELLED),
            Map.entry("PREEMPTED", EndKind.PREEMPTED),
            Map.entry("TIMEOUT", EndKind.TIMEOUT),
            Map.entry("OUT_OF_MEMORY", EndKind.OUT_OF_MEMORY),
            Map.entry("NODE_FAIL", EndKind.NODE_FAIL),
            Map.entry("BOOT_FAIL", EndKind.LAUNCH_FAILED),
            Map.entry("LAUNCH_FAILED", EndKind.LAUNCH_FAILED));

    /**
     * What a job that only FAILED failed of, as far as its reason tells. JobLaunchFailure does not: it stands there too where
     * a signal ended the batch script.
     */
    private static final Map<String, EndKind> FAILED = Map.of(
            "NodeDown", EndKind.NODE_FAIL,
            "OutOfMemory", EndKind.OUT_OF_MEMORY,
            "SystemFailure", EndKind.NODE_FAIL,
            "TimeLimit", EndKind.TIMEOUT);

    static final ReasonTable REASONS = ReasonTable.beside(SlurmStates.class);

    /** squeue names none of its elements. */
    static final ArrayStates UNLISTED = new ArrayStates(Map.of(), Ended.of(EndKind.UNREPORTED));

    private SlurmStates() {}

    static Map<String, ArrayStates> read(List<String> arrays, CommandResult answer) {
        Map<String, ArrayStates> all = new HashMap<>();
        if (!answer.fine()) {
            arrays.forEach(array -> all.put(array, ArrayStates.unknown(answer.said())));
            return all;
        }
        Map<String, List<String[]>> rows = answer.wholeLines().stream()
                .map(line -> line.split("\\|", -1))
                .filter(row -> row.length >= 5)
                .collect(Collectors.groupingBy(row -> row[0]));
        arrays.forEach(array -> all.put(array, states(rows.getOrDefault(array, List.of()))));
        return all;
    }

    private static ArrayStates states(List<String[]> rows) {
        Map<Integer, AllocationState> elements = new HashMap<>();
        // slurmctld answered and knows no such element: it ended more than MinJobAge (300 s) ago.
        AllocationState others = Ended.of(EndKind.UNREPORTED);
        for (String[] row : rows) {
            AllocationState state = state(row[2], row[3], row[4]);
            Integer index = Words.number(row[1]);
            if (index != null) {
                elements.put(index, state);
            } else {
                // "N/A": one record stands for all elements that were cancelled before they ran.
                others = state;
            }
        }
        return new ArrayStates(elements, others);
    }

    private static AllocationState state(String word, String reason, String status) {
        if (PENDING.contains(word)) {
            return new Pending(prospect(word, reason), reason);
        }
        if (RUNNING.contains(word)) {
            return new Running();
        }
        if (LEAVING.contains(word)) {
            return new Leaving();
        }
        if (word.equals("FAILED") && reason.equals("BadConstraints")) {
            // Left behind by an sbatch that was refused: it never ran, and its status means nothing.
            return Ended.of(EndKind.LAUNCH_FAILED);
        }
        @Nullable EndKind kind = word.equals("FAILED") ? FAILED.getOrDefault(reason, EndKind.FAILED) : ENDED.get(word);
        return kind == null ? new Unknown("the state " + word) : new Ended(kind, exit(status));
    }

    private static Prospect prospect(String word, String reason) {
        return word.endsWith("_HOLD") ? Prospect.HELD : REASONS.of(reason).prospect();
    }

    /** squeue gives what {@code wait(2)} gave: 768 is exit status 3, and 9 is signal 9. */
    private static OptionalInt exit(String status) {
        Integer wait = Words.number(status);
        if (wait == null) {
            return OptionalInt.empty();
        }
        int signal = wait & 0x7f;
        return OptionalInt.of(signal != 0 ? 128 + signal : wait >> 8 & 0xff);
    }
}
