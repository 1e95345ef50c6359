package org.musterhpc.queue;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What was learnt of how the tasks of a stage run, of those that were done.
 *
 * @param done how many these are
 * @param wall how long all of them together took
 * @param cpu how much processor time all of them together took
 * @param wallPowers how many took less than 2<sup>power</sup> ms, and at least half of it; power 0: no time at all
 * @param cpuPowers the same of processor time
 * @param memoryPowers the same of peak resident memory, in KiB
 */
public record RunTimes(
        long done,
        Duration wall,
        Duration cpu,
        NavigableMap<Integer, Long> wallPowers,
        NavigableMap<Integer, Long> cpuPowers,
        NavigableMap<Integer, Long> memoryPowers) {
    public static final RunTimes NONE =
            new RunTimes(0, Duration.ZERO, Duration.ZERO, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    /** Nothing is longer, or larger, than fits into a number of 62 bits. */
    private static final int MOST_POWER = 62;

    private static final long KIBIBYTE = 1_024;

    /** How long a task takes in the mean; nothing where none is done. */
    public Duration mean() {
        return done == 0 ? Duration.ZERO : wall.dividedBy(done);
    }

    /** What this share of the tasks (0–1) took less than: the next power of two, in milliseconds. */
    public Duration wallOf(double share) {
        return Duration.ofMillis(below(wallPowers, share));
    }

    /** As {@link #wallOf}, of processor time. */
    public Duration cpuOf(double share) {
        return Duration.ofMillis(below(cpuPowers, share));
    }

    /** What the peak memory of this share of the tasks (0–1) was less than: the next power of two, in bytes. */
    public long memoryOf(double share) {
        return below(memoryPowers, share) * KIBIBYTE;
    }

    private static long below(NavigableMap<Integer, Long> powers, double share) {
        long all = powers.values().stream().mapToLong(Long::longValue).sum();
        long seen = 0;
        for (var power : powers.entrySet()) {
            seen += power.getValue();
            if (seen >= share * all) {
                return power.getKey() == 0 ? 0 : 1L << Math.min(power.getKey(), MOST_POWER);
            }
        }
        return 0;
    }
}
