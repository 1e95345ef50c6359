package org.musterhpc.launcher.dialect;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the limits of a Slurm site: of its configuration, its partitions, and of this user's jobs where it keeps accounts. */
final class SlurmLimits {
    /** "command": a shell's start-up file may have made functions of these names. Not every site has accounting. */
    static final String ASK = "command scontrol show config && command scontrol --oneliner show partition || exit 1; "
            + "command sacctmgr --noheader --parsable2 show assoc user=\"$(id -un)\" format=Partition,MaxSubmitJobs"
            + " 2>/dev/null; :";

    private SlurmLimits() {}

    static Optional<Limits> read(Answer answer) {
        if (!answer.fine() || !answer.out().contains("MaxArraySize")) {
            return Optional.empty();
        }
        Integer arraySize = null;
        Integer submitted = null;
        Map<String, Limits.Partition> partitions = new HashMap<>();
        for (String line : answer.wholeLines()) {
            if (line.startsWith("MaxArraySize")) {
                // The highest index is one less, and the first is 0.
                arraySize = Words.number(line.substring(line.indexOf('=') + 1));
            } else if (line.startsWith("PartitionName=")) {
                Map<String, String> words = Words.pairs(line);
                partitions.put(
                        words.getOrDefault("PartitionName", ""),
                        new Limits.Partition(
                                "YES".equals(words.get("Default")),
                                Limits.Counts.UNKNOWN,
                                new Limits.Most(
                                        Words.walltime(words.get("MaxTime"), Duration.ofMinutes(1)),
                                        Words.number(words.getOrDefault("MaxCPUsPerNode", "")),
                                        Words.bytes(words.get("MaxMemPerNode"), 1L << 20)),
                                Words.number(words.getOrDefault("TotalCPUs", ""))));
            } else if (line.matches("[^|=]*\\|\\d+")) {
                submitted = least(submitted, Words.number(line.substring(line.indexOf('|') + 1)));
            }
        }
        return Optional.of(new Limits(arraySize, submitted, partitions));
    }

    private static @Nullable Integer least(@Nullable Integer a, @Nullable Integer b) {
        return a == null ? b : b == null ? a : Integer.valueOf(Math.min(a, b));
    }
}
