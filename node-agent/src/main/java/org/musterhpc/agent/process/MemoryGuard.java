package org.musterhpc.agent.process;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.group.MemoryGroup;
import org.musterhpc.agent.process.group.MemoryGroups;
import org.musterhpc.agent.process.tree.ProcEntry;
import org.musterhpc.agent.process.tree.Processes;
import org.musterhpc.agent.process.tree.TreeMemory;

/**
 * Finds tasks whose processes use more memory than they may. One thread looks at all processes once a second, for all
 * tasks that have a limit; where none has, it looks at nothing.
 */
public final class MemoryGuard implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** A first look may show a process at an odd moment: what it shows counts where a second one shows it as well. */
    private static final Duration CONFIRMED_AFTER = Duration.ofMillis(100);

    private final Supplier<Processes> looks;
    private final Consumer<String> told;
    private final MemoryGroups groups;
    private final List<Watched> watched = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean complained;

    /** @param told is told, once, where processes cannot be looked at; tasks run all the same */
    public MemoryGuard(Consumer<String> told) {
        this(MemoryGroups.none(), told);
    }

    /**
     * @param groups in which the kernel keeps tasks to their memory, where it can
     * @param told is told, once, where processes cannot be looked at; tasks run all the same
     */
    public MemoryGuard(MemoryGroups groups, Consumer<String> told) {
        this(Processes::now, groups, told);
    }

    MemoryGuard(Supplier<Processes> looks, MemoryGroups groups, Consumer<String> told) {
        this.looks = looks;
        this.groups = groups;
        this.told = told;
    }

    /** A task with a limit. */
    private static final class Watched {
        private final Running task;
        private final long limit;
        private final @Nullable MemoryGroup group;
        private final CompletableFuture<Long> exceeded = new CompletableFuture<>();
        private Set<ProcEntry.Identity> suspects = Set.of();

        Watched(Running task, long limit, @Nullable MemoryGroup group) {
            this.task = task;
            this.limit = limit;
            this.group = group;
        }

        boolean over() {
            return task.exit().isDone() || exceeded.isDone();
        }

        /** Whether another look is needed soon. */
        boolean suspected(Processes look) {
            if (group != null && group.kills() > 0) {
                exceeded.complete(limit);
                return false;
            }
            TreeMemory tree = task.memory(look);
            long used = (suspects.isEmpty() ? tree : tree.among(suspects)).above(limit);
            if (used <= limit) {
                suspects = Set.of();
                return false;
            }
            if (!suspects.isEmpty()) {
                exceeded.complete(used);
                return false;
            }
            suspects = new HashSet<>(tree.identities());
            return true;
        }
    }

    /**
     * Watches a task until its end.
     *
     * @param limit how many bytes its processes may use together
     * @return completes with what they use where that is more; never, where it is not
     */
    public CompletableFuture<Long> watch(Running task, long limit) {
        return watch(task, limit, null);
    }

    /**
     * Puts a task that has just begun into a group of its own until its end.
     *
     * @return null where there is none: then the task is only watched
     */
    public @Nullable MemoryGroup confine(Running task, long limit) {
        MemoryGroup group = groups.open(limit);
        if (group == null) {
            return null;
        }
        boolean in = group.add(task.pid());
        var unused = task.exit().whenComplete((exit, none) -> groups.close(group));
        return in ? group : null;
    }

    /**
     * The same as {@link #watch(Running, long)}; completes with the limit where the kernel has killed a process of its group.
     *
     * @param group in which the task is; null: in none of its own
     */
    public CompletableFuture<Long> watch(Running task, long limit, @Nullable MemoryGroup group) {
        Watched one = new Watched(task, limit, group);
        synchronized (this) {
            watched.add(one);
            notifyAll();
        }
        return one.exceeded;
    }

    /** Looks until it is closed. */
    public void run() {
        try {
            awaitTask();
            while (!closed.await(runOnce().toNanos(), TimeUnit.NANOSECONDS)) {
                awaitTask();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; says how long to wait until the next. */
    Duration runOnce() {
        List<Watched> now = running();
        if (now.isEmpty()) {
            return INTERVAL;
        }
        try {
            Processes look = looks.get();
            boolean soon = false;
            for (Watched one : now) {
                soon |= one.suspected(look);
            }
            return soon ? CONFIRMED_AFTER : INTERVAL;
        } catch (UncheckedIOException e) {
            if (!complained) {
                told.accept("cannot see how much memory tasks use, so none is ended for that: " + e.getMessage());
            }
            complained = true;
            return INTERVAL;
        }
    }

    private synchronized List<Watched> running() {
        watched.removeIf(Watched::over);
        return List.copyOf(watched);
    }

    private synchronized void awaitTask() throws InterruptedException {
        while (watched.isEmpty() && closed.getCount() > 0) {
            wait();
        }
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        notifyAll();
    }
}
