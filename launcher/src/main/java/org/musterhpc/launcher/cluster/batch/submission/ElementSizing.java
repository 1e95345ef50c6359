package org.musterhpc.launcher.cluster.batch.submission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.ArrayRecord.ElementSize;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Walltime;

/** Finds what one element has to ask the scheduler for, so that the tasks fit into it. */
public final class ElementSizing {
    /** An allocation is worth its wait in the queue only if it lasts. */
    private static final Duration LASTING = Duration.ofMinutes(30);

    /** What an agent takes: a heap of at most 192 MiB, and what a JVM has beside it. */
    private static final long AGENT = 256L << 20;

    private static final List<String> QUEUE_WORDS = List.of("partition", "queue");

    private static final int TASKS_ONE_AFTER_THE_OTHER = 4;
    /** From the element's start to the agent's first claim, and from the agent's last kill to its end. */
    private static final Duration AROUND = Duration.ofSeconds(75);

    private final ClusterSettings.Batch cluster;
    private final Limits.Partition partition;
    private final @Nullable String partitionName;
    private final Duration killGrace;

    ElementSizing(ClusterSettings.Batch cluster, Limits limits, Duration killGrace) {
        this.cluster = cluster;
        this.partitionName = queue(cluster.options());
        this.partition = limits.partition(partitionName);
        this.killGrace = killGrace;
    }

    /** What single tasks need beyond their stage's settings, because an attempt ran out of it. */
    public record Grown(
            @Nullable Duration walltime, @Nullable Long memory) {
        public static final Grown NOTHING = new Grown(null, null);
    }

    /** The name of the partition or queue; null: the scheduler's standard one. */
    static @Nullable String queue(Map<String, String> options) {
        return QUEUE_WORDS.stream()
                .map(options::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    Limits.Partition partition() {
        return partition;
    }

    /**
     * @throws Problem usage, where a task may need longer, or an element more, than anything that the cluster gives
     */
    ElementSize of(List<Stage> stages, Grown grown, boolean one) {
        int cpus = cpus(stages);
        ElementSize size = new ElementSize(walltime(stages, grown, one), cpus, memory(stages, grown, cpus));
        List<String> excess = excess(size);
        if (!excess.isEmpty()) {
            throw Problem.usage(
                    "an element on cluster " + cluster.name() + " would ask for " + String.join(" and ", excess),
                    "lower resources: in the campaign file, or cpus: of the cluster in muster.yml, or set another "
                            + word() + ": for it");
        }
        return size;
    }

    /** The parts of a size that the partition surely does not give, in words such as {@code 8 cpus, and queue short allows 4}. */
    List<String> excess(ElementSize size) {
        Limits.Most most = partition.most();
        List<String> excess = new ArrayList<>();
        Duration time = size.walltime();
        if (time != null && most.walltime() != null && time.compareTo(most.walltime()) > 0) {
            excess.add("a walltime of " + Walltime.format(time) + ", and " + where() + " allows "
                    + Walltime.format(most.walltime()));
        }
        if (most.cpus() != null && size.cpus() > most.cpus()) {
            excess.add(size.cpus() + " cpus, and " + where() + " allows " + most.cpus());
        }
        Long memory = size.memory();
        if (memory != null && most.memory() != null && memory > most.memory()) {
            excess.add(MemorySize.format(memory) + " of memory, and " + where() + " allows "
                    + MemorySize.format(most.memory()));
        }
        return excess;
    }

    /**
     * The memory to ask the scheduler for, which counts the agent as well as its tasks; no more than the partition gives.
     *
     * @param tasks bytes; null: nothing is asked for
     */
    @Nullable
    Long withAgent(@Nullable Long tasks) {
        Long most = partition.most().memory();
        if (tasks == null) {
            return null;
        }
        return most == null ? tasks + AGENT : Math.max(tasks, Math.min(most, tasks + AGENT));
    }

    /** The partition or queue, for a person. */
    String where() {
        return partitionName == null ? "the standard " + word() : word() + " " + partitionName;
    }

    /** What the cluster's scheduler calls it, and the key in muster.yml. */
    private String word() {
        return Dialects.named(cluster.dialect()).orElseThrow().options().stream()
                .filter(QUEUE_WORDS::contains)
                .findFirst()
                .orElse("partition");
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
        Duration limit = partition.most().walltime();
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

    public static Duration longest(List<Stage> stages) {
        return stages.stream()
                .map(stage -> stage.limits().walltime())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private Problem tooLong(Duration task, Duration most, boolean ownSetting) {
        String where = ownSetting
                ? "an element on cluster " + cluster.name() + " has"
                : where() + " of cluster " + cluster.name() + " allows";
        return Problem.usage(
                "a task may take " + Walltime.format(task) + ", and " + where + " " + Walltime.format(most) + ", "
                        + AROUND.plus(killGrace).toSeconds() + " s of which an agent needs for itself",
                ownSetting
                        ? "raise walltime: of the cluster in muster.yml, or lower walltime: in the campaign file"
                        : "set another " + word() + ": for the cluster, or lower walltime: in the campaign file");
    }

    /** Room for as many of the largest tasks at a time as there are processors for. */
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
