package org.musterhpc.agent.claim;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.Task;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Outcome;

/** What runs, and the room that it takes. Guarded by the {@link Desk}. */
final class Slots {
    private final Map<Key, Task> running = new HashMap<>();
    private final BitSet taken = new BitSet();
    private int free;
    private boolean alone;

    /** A lease, as others may name it. */
    record Key(String stage, long token) {
        static Key of(Lease lease) {
            return new Key(lease.stage(), lease.token());
        }
    }

    /** A task in its slot; with the key, so that taking it out needs no memory. */
    record Turn(Held held, Key key, Task task, int slot) {}

    Slots(Room room) {
        this.free = room.total();
    }

    /** The number of the slot in which the next task will run. */
    int next() {
        return taken.nextClearBit(0);
    }

    /** @param task prepared for {@link #next} */
    Turn begin(Held held, Task task) {
        Turn turn = new Turn(held, Key.of(held.lease()), task, next());
        running.put(turn.key(), task);
        taken.set(turn.slot());
        free -= held.cost();
        alone = held.alone();
        return turn;
    }

    void ended(Turn turn) {
        abandoned(turn);
        taken.clear(turn.slot());
        free += turn.held().cost();
    }

    /** It does not run any more as far as is known, but something of it may: its slot stays taken. Whether it was here. */
    boolean abandoned(Turn turn) {
        boolean was = running.remove(turn.key(), turn.task());
        alone = alone && !(was && turn.held().alone());
        return was;
    }

    @Nullable
    Task task(Key key) {
        return running.get(key);
    }

    /**
     * As preempted. Why somebody else ended it, the scheduler may say later; what the agent itself decided is said now, so
     * that it is taken for nothing else.
     */
    void stopAll(Leaving why) {
        if (why == Leaving.STOPPED) {
            running.values().forEach(task -> task.stop(Outcome.PREEMPTED));
        } else {
            stopAll(Outcome.PREEMPTED, "its agent ended it and left: " + why.reason());
        }
    }

    /** What is a task's own doing falls on it only where it runs alone. */
    void stopAll(Outcome why, String reason) {
        boolean whose = why.blame() == Outcome.Blame.INFRASTRUCTURE || running.size() == 1;
        running.values().forEach(task -> task.stop(whose ? why : Outcome.PREEMPTED, reason));
    }

    int running() {
        return running.size();
    }

    int free() {
        return free;
    }

    /** Whether a task runs beside which nothing may be held. */
    boolean alone() {
        return alone;
    }
}
