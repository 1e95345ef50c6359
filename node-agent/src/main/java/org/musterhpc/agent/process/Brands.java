package org.musterhpc.agent.process;

import java.util.BitSet;
import org.musterhpc.agent.process.posix.ResourceLimit;
import org.musterhpc.agent.process.posix.SpawnError;

/**
 * Marks a task and all that descends from it by a limit of its own.
 *
 * <p>The limit is lowered by so little that no program notices, and survives what environment and session do not:
 * {@code env -i setsid}.
 */
final class Brands {
    /** No brand: nothing matches it. */
    static final int NONE = -1;

    private static final ResourceLimit LIMIT = ResourceLimit.MESSAGE_QUEUES;
    private static final long HIGHEST = 1L << 40;
    private static final int MOST = 1 << 16;

    private final Object ownLimit = new Object();
    private final BitSet used = new BitSet();
    private final ResourceLimit.Pair before = LIMIT.own();
    private final long top = (Long.compareUnsigned(before.soft(), HIGHEST) > 0 ? HIGHEST : before.soft()) - 1;
    private final int most = (int) Math.max(0, Math.min(top / 2, MOST));
    private int last = -1;

    /** A number that no running task has, or {@link #NONE}. */
    synchronized int take() {
        if (used.cardinality() >= most) {
            return NONE;
        }
        int next = used.nextClearBit(last + 1);
        last = next < most ? next : used.nextClearBit(0);
        used.set(last);
        return last;
    }

    synchronized void giveBack(int brand) {
        if (brand != NONE) {
            used.clear(brand);
        }
    }

    /**
     * Starts a process that has the brand from its first instant: it inherits ours. So one spawn at a time, which costs
     * little, as the kernel holds the spawning thread only until the new program is loaded.
     */
    int branded(int brand, Birth birth) throws SpawnError {
        if (brand == NONE) {
            return birth.give();
        }
        int pid;
        synchronized (ownLimit) {
            LIMIT.setOwn(new ResourceLimit.Pair(value(brand), before.hard()));
            pid = birth.give();
        }
        // Now it cannot raise it again. Before this it could have, but only on purpose.
        LIMIT.set(pid, new ResourceLimit.Pair(value(brand), value(brand)));
        return pid;
    }

    boolean isOn(int pid, int brand) {
        return brand != NONE && LIMIT.of(pid).soft() == value(brand);
    }

    /** Gives this process its own limit back. */
    void close() {
        synchronized (ownLimit) {
            LIMIT.setOwn(before);
        }
    }

    private long value(int brand) {
        return top - brand;
    }

    /** Starts a process and tells its id. */
    interface Birth {
        int give() throws SpawnError;
    }
}
