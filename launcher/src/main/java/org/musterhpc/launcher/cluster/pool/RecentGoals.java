package org.musterhpc.launcher.cluster.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How many agents a pool needed at the most in the last minutes: those beyond that were needed by nobody for so long. Whoever
 * has looked for less time knows nothing of it.
 */
public final class RecentGoals {
    /** Who did not look for so long missed what was needed meanwhile. */
    private static final Duration GAP = Duration.ofSeconds(30);

    private final Duration window;
    /** No goal is followed by a higher one. */
    private final Deque<Goal> falling = new ArrayDeque<>();

    private @Nullable Instant since;
    private Instant last = Instant.EPOCH;

    private record Goal(Instant at, int agents) {}

    /** @param window how far it looks back */
    public RecentGoals(Duration window) {
        this.window = window;
    }

    public void add(int goal, Instant now) {
        if (since == null || now.isBefore(last) || now.isAfter(last.plus(GAP))) {
            falling.clear();
            since = now;
        }
        last = now;
        while (!falling.isEmpty() && falling.getLast().agents() <= goal) {
            falling.removeLast();
        }
        falling.addLast(new Goal(now, goal));
        Instant begin = now.minus(window);
        while (falling.size() > 1 && falling.getFirst().at().isBefore(begin)) {
            falling.removeFirst();
        }
    }

    /** The highest goal within the window, where all of it was seen; null: it was not. */
    public @Nullable Integer highest() {
        Instant first = since;
        return first == null || first.plus(window).isAfter(last)
                ? null
                : Integer.valueOf(falling.getFirst().agents());
    }

    /** How long it takes until the last goal alone is the highest, if none is higher from now on. */
    public Duration rest() {
        Instant first = since;
        if (first == null) {
            return window;
        }
        Goal now = falling.getLast();
        Instant higher = first;
        for (Goal goal : falling) {
            higher = goal.agents() > now.agents() ? goal.at() : higher;
        }
        Duration rest = Duration.between(last, higher.plus(window));
        return rest.isNegative() ? Duration.ZERO : rest;
    }
}
