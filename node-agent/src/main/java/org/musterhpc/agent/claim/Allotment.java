package org.musterhpc.agent.claim;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.queue.WorkQueue.Offer;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Walltime;

/** What the allocation still offers to a task; time passes by the monotonic clock, so a wrong date cannot cut it short. */
public final class Allotment {
    private final @Nullable Duration whole;
    private final @Nullable Long memory;
    private final Resources own;
    private final LongSupplier nanos;
    private final long begun;

    /**
     * @param rest how long from now until what runs must be ended, or null where nobody knows
     * @param memory how many bytes there are, or null where nobody knows
     * @param nanos the monotonic clock
     */
    public Allotment(@Nullable Duration rest, @Nullable Long memory, LongSupplier nanos) {
        this(rest, memory, Resources.NONE, nanos);
    }

    /** @param own of which GPUs and what has a name are looked at: of these no task gets less than it wants */
    public Allotment(@Nullable Duration rest, @Nullable Long memory, Resources own, LongSupplier nanos) {
        this.whole = rest;
        this.memory = memory;
        this.own = own;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** How long a task may take from now on, not above 0 where time is up; null where nobody knows. */
    public @Nullable Duration rest() {
        return whole == null ? null : whole.minusNanos(nanos.getAsLong() - begun);
    }

    Offer offer() {
        return new Offer(rest(), memory);
    }

    /** Whether the stage's tasks can be run here to their end; one that has grown beyond its stage is the queue's affair. */
    boolean fits(Stage stage) {
        return lack(stage) == null;
    }

    /** What the stage's tasks need more of than there is, with the numbers; null where they fit. */
    public @Nullable String lack(Stage stage) {
        return lack(
                "a task of stage " + stage.name(),
                stage,
                stage.limits().walltime(),
                stage.limits().memory());
    }

    /** As {@link #lack(Stage)}, for one that may have grown beyond its stage. */
    public @Nullable String lack(Stage stage, Message task) {
        Duration walltime = task.needs().walltime();
        Long needed = task.needs().memory();
        return lack(
                "task " + task.id(),
                stage,
                walltime == null ? stage.limits().walltime() : walltime,
                needed == null ? stage.limits().memory() : needed);
    }

    private @Nullable String lack(String who, Stage stage, Duration walltime, @Nullable Long needed) {
        Duration rest = rest();
        if (rest != null && walltime.compareTo(rest) > 0) {
            return who + " needs a walltime of " + Walltime.format(walltime) + ", this allocation can run tasks for "
                    + Walltime.format(positive(rest)) + " more";
        }
        if (memory != null && needed != null && needed > memory) {
            return who + " needs " + MemorySize.format(needed) + " of memory, this allocation has "
                    + MemorySize.format(memory);
        }
        if (stage.limits().gpus() > own.gpus()) {
            return who + " needs " + gpus(stage.limits().gpus()) + ", this agent has " + gpus(own.gpus());
        }
        return stage.limits().named().entrySet().stream()
                .filter(wanted -> wanted.getValue() > own.of(wanted.getKey()))
                .map(wanted -> who + " needs " + wanted.getKey() + ": " + wanted.getValue() + ", this agent has "
                        + own.of(wanted.getKey()))
                .sorted()
                .findFirst()
                .orElse(null);
    }

    private static String gpus(int number) {
        return number == 1 ? "1 GPU" : number + " GPUs";
    }

    private static Duration positive(Duration rest) {
        return rest.isNegative() ? Duration.ZERO : rest;
    }
}
