package org.musterhpc.queue.model;

import static org.musterhpc.queue.model.State.BLOCKED;
import static org.musterhpc.queue.model.State.CANCELLED;
import static org.musterhpc.queue.model.State.DEAD;
import static org.musterhpc.queue.model.State.DELAYED;
import static org.musterhpc.queue.model.State.DONE;
import static org.musterhpc.queue.model.State.PENDING;
import static org.musterhpc.queue.model.State.WORKING;

import java.util.EnumSet;
import java.util.Set;

/**
 * Every legal change of a task's state, and there are no others: the diagram in {@code docs/states.md} is rendered from
 * this list, and each move is one Lua script in {@code queue.redis}.
 */
public enum Move {
    PUSH(EnumSet.noneOf(State.class), PENDING, "a producer sends a new task"),
    HOLD(EnumSet.noneOf(State.class), BLOCKED, "a new task that waits for another, or for a whole stage"),
    RESTORE(EnumSet.noneOf(State.class), DONE, "a new one that a journal says was done before Redis was lost"),
    UNBLOCK(EnumSet.of(BLOCKED), PENDING, "what it waited for is done"),
    CLAIM(EnumSet.of(PENDING), WORKING, "an agent leases it, until its deadline"),
    REJECT(EnumSet.of(PENDING), DEAD, "its message cannot be read"),
    FINISH(EnumSet.of(WORKING), DONE, "an attempt succeeded"),
    RETRY(EnumSet.of(WORKING), DELAYED, "an attempt failed and the policy allows another"),
    LAPSE(
            EnumSet.of(WORKING),
            DELAYED,
            "its lease or deadline passed without a word, or its agent is known to be gone"),
    GIVE_BACK(EnumSet.of(WORKING), PENDING, "the agent leaves before the task ended"),
    BURY(EnumSet.of(WORKING), DEAD, "attempts, losses or ladder exhausted"),
    RIPEN(EnumSet.of(DELAYED), PENDING, "its back-off is over"),
    AMEND(
            EnumSet.of(PENDING, DELAYED),
            DELAYED,
            "a scheduler says later why its last attempt was lost, and the policy goes on otherwise after that"),
    CONDEMN(
            EnumSet.of(PENDING, DELAYED),
            DEAD,
            "a scheduler says later why its last attempt was lost, and no other follows that"),
    CANCEL(EnumSet.of(PENDING, BLOCKED, DELAYED, WORKING, DEAD), CANCELLED, "a person cancels it"),
    REQUEUE(EnumSet.of(DEAD, CANCELLED), PENDING, "a person sends it again"),
    REOPEN(EnumSet.of(DONE), PENDING, "a person has it done again, as what it made is gone or wrong"),
    HOLD_REOPENED(EnumSet.of(DONE), BLOCKED, "the same, and what it waits for is not done any more"),
    HOLD_AGAIN(EnumSet.of(DEAD, CANCELLED), BLOCKED, "a person sends it again, and what it waits for is not done");

    @SuppressWarnings("ImmutableEnumChecker") // made once, never changed
    private final Set<State> from;

    private final State to;
    private final String cause;

    Move(Set<State> from, State to, String cause) {
        this.from = from;
        this.to = to;
        this.cause = cause;
    }

    /** The states that this move leaves; empty where it makes a new task. */
    public Set<State> from() {
        return Set.copyOf(from);
    }

    public State to() {
        return to;
    }

    /** In a few words, what makes it happen. */
    public String cause() {
        return cause;
    }

    /** Whether some move leads from one state to the other. */
    public static boolean legal(State from, State to) {
        for (Move move : values()) {
            if (move.to == to && move.from.contains(from)) {
                return true;
            }
        }
        return false;
    }
}
