package org.musterhpc.agent.task;

import org.jspecify.annotations.Nullable;

/**
 * Where a task runs.
 *
 * @param number of its slot, or {@link #NONE}
 * @param call what the slot's handler is to be told; null where the task is a process of its own
 */
public record InSlot(int number, @Nullable HandlerCall call) {
    /** It is no task. */
    static final int NONE = -1;

    /** Of what is started beside all slots. */
    public static final InSlot NOWHERE = new InSlot(NONE, null);
}
