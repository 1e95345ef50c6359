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
     * @param arraySize elements of an array there; null: as everywhere
     * @param walltime the longest; null: no limit
     * @param cpus of all its nodes together; null: not said
     */
    public record Partition(
            boolean standard,
            @Nullable Integer arraySize,
            @Nullable Duration walltime,
            @Nullable Integer cpus) {}

    /** The partition of that name, or the standard one; a limit that is not said is none. */
    public Partition partition(@Nullable String name) {
        Partition found = name == null
                ? partitions.values().stream()
                        .filter(Partition::standard)
                        .findFirst()
                        .orElse(null)
                : partitions.get(name);
        return found == null ? new Partition(false, null, null, null) : found;
    }

    /** Elements of one array there; null: not said. */
    public @Nullable Integer arraySize(Partition partition) {
        return partition.arraySize() == null ? arraySize : partition.arraySize();
    }
}
