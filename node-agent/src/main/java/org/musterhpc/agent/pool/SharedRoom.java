package org.musterhpc.agent.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.room.GivenGpus;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.agent.room.Room;

/**
 * The room of an agent that works on several campaigns. Each may take what its share leaves it, and what is free at all. A
 * share that has become smaller than what runs is only not filled again.
 */
public final class SharedRoom {
    /** So long others wait for a task that has to be alone, each time that it is tried to begin it. */
    private static final long KEPT_FREE = TimeUnit.SECONDS.toNanos(10);

    private final Resources total;
    private final LongSupplier nanos;
    private final Map<String, Part> parts = new HashMap<>();
    private Map<String, Integer> shares = Map.of();
    private final GivenGpus gpus;
    private Resources free;
    private @Nullable Part kept;
    private long keptUntil;

    public SharedRoom(Resources total, LongSupplier nanos) {
        this.total = total;
        this.free = total;
        this.gpus = new GivenGpus(total.gpus());
        this.nanos = nanos;
    }

    /**
     * That of a campaign, with the share that was given out for it last.
     *
     * @param vacancy called when others have left room that it may take, perhaps while those are locked: it must not wait
     */
    public synchronized Room part(String campaign, Runnable vacancy) {
        Part part = new Part(vacancy, shares.getOrDefault(campaign, 0));
        parts.put(campaign, part);
        return part;
    }

    /** The campaign is closed; what still runs of it keeps its room. */
    void close(String campaign) {
        synchronized (this) {
            parts.remove(campaign);
        }
        vacate(null);
    }

    /** How many processors the campaign's tasks have. */
    synchronized int used(String campaign) {
        Part part = parts.get(campaign);
        return part == null ? 0 : part.used.cpus();
    }

    /** The most that they had since the last count but one: it cannot be told when in that time it was made. */
    synchronized int lately(String campaign) {
        Part part = parts.get(campaign);
        return part == null ? 0 : Math.max(part.most, part.mostBefore);
    }

    /** What runs in the pool was counted again. */
    synchronized void counted() {
        parts.values().forEach(part -> {
            part.mostBefore = part.most;
            part.most = part.used.cpus();
        });
    }

    /** How many are taken in all. */
    synchronized int used() {
        return total.cpus() - free.cpus();
    }

    /** Gives out the shares; who is not named has none. */
    void share(Map<String, Integer> divided) {
        synchronized (this) {
            shares = Map.copyOf(divided);
            parts.forEach((campaign, part) -> part.share = shares.getOrDefault(campaign, 0));
        }
        vacate(null);
    }

    private void vacate(@Nullable Part by) {
        List<Runnable> told = new ArrayList<>();
        synchronized (this) {
            for (Part part : parts.values()) {
                if (part != by && part.mayTake().cpus() > 0) {
                    told.add(part.vacancy);
                }
            }
        }
        told.forEach(Runnable::run);
    }

    private final class Part implements Room {
        private final Runnable vacancy;
        private Resources used = Resources.NONE;
        private int most;
        private int mostBefore;
        private int share;

        Part(Runnable vacancy, int share) {
            this.vacancy = vacancy;
            this.share = share;
        }

        private Resources mayTake() {
            int cpus = keptForOthers() ? 0 : Math.min(share - used.cpus(), free.cpus());
            return new Resources(cpus, free.memory(), free.gpus(), free.named());
        }

        @Override
        public Resources free() {
            synchronized (SharedRoom.this) {
                return mayTake();
            }
        }

        @Override
        public int most() {
            synchronized (SharedRoom.this) {
                return share;
            }
        }

        @Override
        public boolean cleared() {
            synchronized (SharedRoom.this) {
                if (!free.equals(total) && !keptForOthers()) {
                    kept = this;
                    keptUntil = nanos.getAsLong() + KEPT_FREE;
                }
                return free.equals(total);
            }
        }

        private boolean keptForOthers() {
            return kept != null && kept != this && nanos.getAsLong() - keptUntil < 0;
        }

        @Override
        public @Nullable List<Integer> take(Resources cost, int number) {
            synchronized (SharedRoom.this) {
                if (!free.holds(cost)) {
                    return null;
                }
                used = used.plus(cost);
                most = Math.max(most, used.cpus());
                free = free.minus(cost);
                kept = kept == this ? null : kept;
                return gpus.take(number);
            }
        }

        @Override
        public void give(Resources cost, List<Integer> given) {
            synchronized (SharedRoom.this) {
                used = used.minus(cost);
                free = free.plus(cost);
                gpus.give(given);
            }
            vacate(this);
        }
    }
}
