package org.musterhpc.launcher.dialect.slurm;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.Words;

/**
 * Reads the limits of a Slurm site: of its configuration, its partitions and what nodes they have, and of this user's jobs where
 * it keeps accounts. More than any node of a partition has is refused there, whatever the partition's own limits say.
 */
final class SlurmLimits {
    /** "command": a shell's start-up file may have made functions of these names. Not every site has accounting. */
    static final String ASK = "command scontrol show config && command scontrol --oneliner show partition || exit 1; "
            + "command sacctmgr --noheader --parsable2 show assoc user=\"$(id -un)\" format=Partition,MaxSubmitJobs"
            + " 2>/dev/null; command sinfo --all --exact --noheader --format='#node|%c|%m|%R' 2>/dev/null; :";

    /** {@code #node|CPUS|MEGABYTES|PARTITION}: once for all nodes of a partition that are alike. */
    private static final Pattern NODE = Pattern.compile("#node\\|(\\d{1,9})\\|(\\d{1,12})\\|(.+)");

    /** A node of which nobody has written down how much memory it has. */
    private static final String UNSAID = "1";

    private SlurmLimits() {}

    static Optional<Limits> read(CommandResult answer) {
        if (!answer.fine() || !answer.out().contains("MaxArraySize")) {
            return Optional.empty();
        }
        Integer arraySize = null;
        Integer submitted = null;
        Map<String, Limits.Partition> partitions = new HashMap<>();
        Map<String, Limits.Most> nodes = new HashMap<>();
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
            } else if (NODE.matcher(line).matches()) {
                node(NODE.matcher(line), nodes);
            } else if (line.matches("[^|=]*\\|\\d+")) {
                submitted = least(submitted, Words.number(line.substring(line.indexOf('|') + 1)));
            }
        }
        nodes.forEach(
                (name, largest) -> partitions.computeIfPresent(name, (any, partition) -> within(partition, largest)));
        return Optional.of(new Limits(arraySize, submitted, partitions));
    }

    /** Notes the most of each that a node of its partition has. */
    private static void node(Matcher node, Map<String, Limits.Most> nodes) {
        if (node.matches()) {
            Limits.Most has = new Limits.Most(
                    null,
                    Integer.valueOf(node.group(1)),
                    node.group(2).equals(UNSAID) ? null : Words.bytes(node.group(2), 1L << 20));
            nodes.merge(
                    node.group(3).strip(),
                    has,
                    (a, b) -> new Limits.Most(null, most(a.cpus(), b.cpus()), most(a.memory(), b.memory())));
        }
    }

    private static Limits.Partition within(Limits.Partition partition, Limits.Most node) {
        Limits.Most own = partition.most();
        return new Limits.Partition(
                partition.standard(),
                partition.counts(),
                new Limits.Most(own.walltime(), least(own.cpus(), node.cpus()), least(own.memory(), node.memory())),
                partition.cpus());
    }

    private static <T extends Comparable<T>> @Nullable T most(@Nullable T a, @Nullable T b) {
        return a == null || b == null ? null : a.compareTo(b) < 0 ? b : a;
    }

    private static <T extends Comparable<T>> @Nullable T least(@Nullable T a, @Nullable T b) {
        return a == null ? b : b == null ? a : a.compareTo(b) < 0 ? a : b;
    }
}
