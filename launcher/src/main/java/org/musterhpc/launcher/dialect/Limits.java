package org.musterhpc.launcher.dialect;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler allows a user.
 *
 * @param arraySize elements of an array whose first index is 0; null: not said
 * @param submitted jobs at a time, each element being one; null: not said
 * @param partitions by name; empty: not said
 */
public record Limits(@Nullable Integer arraySize, @Nullable Integer submitted, Map<String, Partition> partitions) {
    public Limits {
        partitions = Map.copyOf(partitions);
    }

    /**
     * A partition (Slurm) or queue (PBS).
     *
     * @param standard whether jobs that name none go there
     * @param counts how many there may be
     * @param most what one job may ask for
     * @param cpus of all its nodes together; null: not said
     */
    public record Partition(
            boolean standard,
            Counts counts,
            Most most,
            @Nullable Integer cpus) {
        static final Partition UNKNOWN = new Partition(false, Counts.UNKNOWN, Most.UNKNOWN, null);
    }

    /**
     * @param arraySize elements of an array there; null: as everywhere
     * @param submitted jobs of the user there at a time; null: as everywhere
     */
    public record Counts(
            @Nullable Integer arraySize, @Nullable Integer submitted) {
        public static final Counts UNKNOWN = new Counts(null, null);
    }

    /**
     * The most that one job may ask for; null: no limit, or not said.
     *
     * @param memory bytes
     */
    public record Most(
            @Nullable Duration walltime,
            @Nullable Integer cpus,
            @Nullable Long memory) {
        public static final Most UNKNOWN = new Most(null, null, null);
    }

    /** The partition of that name, or the standard one; a limit that is not said is none. */
    public Partition partition(@Nullable String name) {
        Partition found = name == null
                ? partitions.values().stream()
                        .filter(Partition::standard)
                        .findFirst()
                        .orElse(null)
                : partitions.get(name);
        return found == null ? Partition.UNKNOWN : found;
    }

    /** Elements of one array there; null: not said. */
    public @Nullable Integer arraySize(Partition partition) {
        Integer own = partition.counts().arraySize();
        return own == null ? arraySize : own;
    }

    /** Jobs of the user there at a time, each element being one; null: not said. */
    public @Nullable Integer submitted(Partition partition) {
        Integer own = partition.counts().submitted();
        return own == null ? submitted : submitted == null ? own : Integer.valueOf(Math.min(own, submitted));
    }
}
