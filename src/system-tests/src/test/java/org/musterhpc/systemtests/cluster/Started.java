package org.musterhpc.systemtests.cluster;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A line that a task wrote as it started.
 *
 * @param allocation the element, as Slurm writes it
 */
record Started(int task, long attempt, String allocation, String node, Instant at) {
    /** What writes the line; the task's parameter is {@code n}. */
    static final String COMMAND = "echo \"{{n}} $MUSTER_ATTEMPT ${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
            + " $SLURMD_NODENAME $EPOCHREALTIME\"";

    /** The array's id. */
    String array() {
        return allocation.substring(0, allocation.indexOf('_'));
    }

    static Started of(String line) {
        String[] words = line.split(" ", -1);
        BigDecimal time = new BigDecimal(words[4]);
        long second = time.longValue();
        long nano = time.subtract(BigDecimal.valueOf(second)).movePointRight(9).longValue();
        return new Started(
                Integer.parseInt(words[0]),
                Long.parseLong(words[1]),
                words[2],
                words[3],
                Instant.ofEpochSecond(second, nano));
    }

    static Set<String> elements(List<Started> lines) {
        return lines.stream().map(Started::allocation).collect(Collectors.toSet());
    }
}
