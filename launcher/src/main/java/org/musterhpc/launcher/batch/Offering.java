package org.musterhpc.launcher.batch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.ArrayRecord.Offer;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Walltime;

/** What one element asks the scheduler for, so that the tasks fit into it. */
final class Offering {
    /** An allocation is worth its wait in the queue only if it lasts. */
    private static final Duration LASTING = Duration.ofMinutes(30);

    private static final int TASKS_ONE_AFTER_THE_OTHER = 4;
    /** From the element's start to the agent's first claim, and from the agent's last kill to its end. */
    private static final Duration AROUND = Duration.ofSeconds(75);

    private final ClusterSettings.Batch cluster;
    private final Limits.Partition partition;
    private final @Nullable String partitionName;
    private final Duration killGrace;

    Offering(ClusterSettings.Batch cluster, Limits limits, Duration killGrace) {
        this.cluster = cluster;
        this.partitionName = queue(cluster.options());
        this.partition = limits.partition(partitionName);
        this.killGrace = killGrace;
    }

    /** What a single task needs beyond its stage's settings, because an attempt with those was too small. */
    record Grown(@Nullable Duration walltime, @Nullable Long memory) {
        static final Grown NOTHING = new Grown(null, null);
    }

    /** The partition's or queue's name, whichever word the scheduler has for it; null: its standard one. */
    static @Nullable String queue(Map<String, String> options) {
        return options.getOrDefault("partition", options.get("queue"));
    }

    Limits.Partition partition() {
        return partition;
    }

    /**
     * @throws Problem usage, where a task may need longer than anything that the cluster gives
     */
    Offer of(List<Stage> stages, Grown grown, boolean one) {
        int cpus = cpus(stages);
        return new Offer(walltime(stages, grown, one), cpus, memory(stages, grown, cpus));
    }

    /** Tasks at a time in an element with so many processors, of the stage that needs fewest. */
    static int slots(List<Stage> stages, int cpus) {
        int least =
                stages.stream().mapToInt(stage -> stage.limits().cpus()).min().orElse(1);
        return Math.max(1, cpus / least);
    }

    private int cpus(List<Stage> stages) {
        int needed =
                stages.stream().mapToInt(stage -> stage.limits().cpus()).max().orElse(1);
        Integer set = cluster.arrays().cpus();
        if (set != null && set < needed) {
            throw Problem.usage(
                    "a task needs " + needed + " cpus, and an element on cluster " + cluster.name() + " has " + set,
                    "raise cpus: of the cluster in muster.yml, or lower resources: in the campaign file");
        }
        return set == null ? needed : set;
    }

    private Duration walltime(List<Stage> stages, Grown grown, boolean one) {
        Duration task = longest(stages);
        if (grown.walltime() != null && grown.walltime().compareTo(task) > 0) {
            task = grown.walltime();
        }
        Duration least = task.plus(AROUND).plus(killGrace);
        Duration limit = partition.walltime();
        Duration set = cluster.arrays().walltime();
        Duration most = set == null || (limit != null && limit.compareTo(set) < 0) ? limit : set;
        if (most != null && least.compareTo(most) > 0) {
            throw tooLong(task, most, set != null && set.equals(most));
        }
        if (set != null && set.equals(most)) {
            return set;
        }
        Duration wanted = one
                ? least
                : task.multipliedBy(TASKS_ONE_AFTER_THE_OTHER).plus(AROUND).plus(killGrace);
        if (!one && wanted.compareTo(LASTING) < 0) {
            wanted = LASTING;
        }
        return most != null && wanted.compareTo(most) > 0 ? most : wanted;
    }

    /** Whether a task of that walltime can begin in a new element of the other. */
    static boolean holds(Duration element, Duration task) {
        return task.plus(AROUND.dividedBy(2)).compareTo(element) <= 0;
    }

    static Duration longest(List<Stage> stages) {
        return stages.stream()
                .map(stage -> stage.limits().walltime())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private Problem tooLong(Duration task, Duration most, boolean ownSetting) {
        String where = ownSetting
                ? "an element on cluster " + cluster.name() + " has"
                : (partitionName == null ? "the standard partition" : "partition " + partitionName) + " of cluster "
                        + cluster.name() + " allows";
        return Problem.usage(
                "a task may take " + Walltime.format(task) + ", and " + where + " " + Walltime.format(most) + ", "
                        + AROUND.plus(killGrace).toSeconds() + " s of which an agent needs for itself",
                ownSetting
                        ? "raise walltime: of the cluster in muster.yml, or lower walltime: in the campaign file"
                        : "set another partition or queue for the cluster, or lower walltime: in the campaign file");
    }

    /** As many of the largest tasks at a time as there are processors for. */
    private static @Nullable Long memory(List<Stage> stages, Grown grown, int cpus) {
        Long most = grown.memory();
        for (Stage stage : stages) {
            Long one = stage.limits().memory();
            if (one != null) {
                long all = one * Math.max(1, cpus / stage.limits().cpus());
                most = most == null ? Long.valueOf(all) : Long.valueOf(Math.max(most, all));
            }
        }
        return most;
    }
}
