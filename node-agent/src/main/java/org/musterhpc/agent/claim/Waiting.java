package org.musterhpc.agent.claim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was claimed and has not begun, in its order; what must run alone waits apart. Guarded by the {@link Desk}. */
final class Waiting {
    private final Deque<Held> ready = new ArrayDeque<>();
    private final Deque<Held> apart = new ArrayDeque<>();

    void add(Held held) {
        (held.alone() ? apart : ready).add(held);
    }

    boolean anyAlone() {
        return !apart.isEmpty();
    }

    /**
     * How many wait for room. Behind a few that must run alone there may be others on the queue, for which there is room;
     * so those count only where they are as many as there is room for.
     */
    int count(int room) {
        return ready.size() + (apart.size() < room ? 0 : apart.size());
    }

    /** Takes the first that fits. Not the head alone: behind a task that needs more than is free, a smaller one may fit. */
    @Nullable
    Held take(int free) {
        for (Iterator<Held> waiting = ready.iterator(); waiting.hasNext(); ) {
            Held held = waiting.next();
            if (held.cost() <= free) {
                waiting.remove();
                return held;
            }
        }
        return null;
    }

    @Nullable
    Held takeAlone() {
        return apart.poll();
    }

    /** Whether any was claimed before that. Those that are ready stand in the order in which they were claimed. */
    boolean anyBefore(long nanos) {
        Held first = ready.peek();
        return (first != null && first.claimed() - nanos < 0)
                || apart.stream().anyMatch(held -> held.claimed() - nanos < 0);
    }

    /** Takes out all of which that is true. */
    List<Held> takeAll(Predicate<Held> which) {
        List<Held> taken = new ArrayList<>();
        for (Deque<Held> waiting : List.of(ready, apart)) {
            waiting.removeIf(held -> which.test(held) && taken.add(held));
        }
        return taken;
    }
}
