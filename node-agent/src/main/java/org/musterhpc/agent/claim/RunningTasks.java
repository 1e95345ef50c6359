package org.musterhpc.agent.claim;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.agent.room.Room;
import org.musterhpc.agent.task.Space;
import org.musterhpc.agent.task.Task;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Outcome;

/** What runs, and what is free beside it. {@link Slots} guards it. */
final class RunningTasks {
    private final Map<LeaseKey, Task> running = new HashMap<>();
    private final BitSet taken = new BitSet();
    private final Room room;
    private boolean alone;

    /** A lease, as others may name it. */
    record LeaseKey(String stage, long token) {
        static LeaseKey of(Lease lease) {
            return new LeaseKey(lease.stage(), lease.token());
        }
    }

    /** A task in its slot; with the key, so that taking it out needs no memory. */
    record Turn(ClaimedTask claimed, LeaseKey key, Task task, Space space) {
        Lease lease() {
            return claimed.lease();
        }
    }

    RunningTasks(Room room) {
        this.room = room;
    }

    /**
     * Takes room and a slot for it, and so many GPUs; null where another campaign has taken the room just before.
     *
     * @param prepared makes it ready to run there
     */
    @Nullable
    Turn begin(ClaimedTask claimed, int number, Function<Space, Task> prepared) {
        List<Integer> given = room.take(claimed.cost(), number);
        if (given == null) {
            return null;
        }
        Space space = new Space(taken.nextClearBit(0), given);
        Turn turn = new Turn(claimed, LeaseKey.of(claimed.lease()), prepared.apply(space), space);
        running.put(turn.key(), turn.task());
        taken.set(space.slot());
        alone = claimed.alone();
        return turn;
    }

    void ended(Turn turn) {
        abandoned(turn);
        taken.clear(turn.space().slot());
        room.give(turn.claimed().cost(), turn.space().gpus());
    }

    /** It does not run any more as far as is known, but something of it may: its slot stays taken. Whether it was here. */
    boolean abandoned(Turn turn) {
        boolean was = running.remove(turn.key(), turn.task());
        alone = alone && !(was && turn.claimed().alone());
        return was;
    }

    @Nullable
    Task task(LeaseKey key) {
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

    int count() {
        return running.size();
    }

    /** Whether a task that has to be alone may begin. */
    boolean cleared() {
        return running.isEmpty() && room.cleared();
    }

    /** How many cpus all that runs may have. */
    int most() {
        return Math.max(0, room.most());
    }

    Resources free() {
        return room.free();
    }

    /** Whether a task runs beside which nothing may be held. */
    boolean alone() {
        return alone;
    }
}
