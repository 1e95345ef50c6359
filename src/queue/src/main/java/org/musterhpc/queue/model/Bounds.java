package org.musterhpc.queue.model;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks of a stage are under way at a time, over all agents, and how fast they begin.
 *
 * @param maxRunning at most so many; 0: as many as agents take
 * @param rate null: as fast as agents take them
 * @param shares what each task takes of the campaign's limits, by their names
 */
public record Bounds(int maxRunning, @Nullable Rate rate, Map<String, Share> shares) {
    public static final Bounds NONE = new Bounds(0, null, Map.of());

    public Bounds {
        shares = Map.copyOf(shares);
        if (maxRunning < 0) {
            throw new IllegalArgumentException("max_running: " + maxRunning + " is less than 1");
        }
    }

    /** At most so many tasks are claimed within that time, evenly. */
    public record Rate(int tasks, Duration per) {
        public Rate {
            if (tasks < 1 || per.isNegative() || per.dividedBy(tasks).compareTo(Duration.ofNanos(1000)) < 0) {
                throw new IllegalArgumentException("rate: " + tasks + " tasks in " + per + " cannot be counted");
            }
        }

        /** Between two tasks. */
        public Duration interval() {
            return per.dividedBy(tasks);
        }
    }

    /**
     * Of a limit of the campaign.
     *
     * @param need how much a task takes of it
     * @param of how much there is for all tasks of all stages together
     */
    public record Share(int need, int of) {
        public Share {
            if (need < 1 || need > of) {
                throw new IllegalArgumentException("resources: a task cannot take " + need + " of " + of);
            }
        }
    }

    /** Whether nothing but agents holds tasks back. */
    public boolean none() {
        return maxRunning == 0 && rate == null && shares.isEmpty();
    }

    /** How many tasks can be under way at a time, where nothing of other stages is; {@code Integer.MAX_VALUE}: any number. */
    public int most() {
        int most = maxRunning == 0 ? Integer.MAX_VALUE : maxRunning;
        for (Share share : shares.values()) {
            most = Math.min(most, share.of() / share.need());
        }
        return most;
    }
}
