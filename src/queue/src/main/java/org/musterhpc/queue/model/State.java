package org.musterhpc.queue.model;

import java.util.Locale;

/** Where a task is; at every moment each task is in exactly one of these. */
public enum State {
    PENDING,
    BLOCKED,
    DELAYED,
    WORKING,
    DONE,
    DEAD,
    CANCELLED;

    /** Whether the task has ended: nothing but a {@link Move#REQUEUE} brings it back. */
    public boolean ended() {
        return this == DONE || this == DEAD || this == CANCELLED;
    }

    /** The key under which counts of this state stand in {@code --json} output. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
