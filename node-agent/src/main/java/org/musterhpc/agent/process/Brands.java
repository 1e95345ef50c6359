package org.musterhpc.agent.process;

import com.sun.jna.Memory;
import java.util.BitSet;

/**
 * Marks a task and all that descends from it by a limit of its own that nothing but a privileged process can raise again.
 *
 * <p>The limit (bytes in POSIX message queues, else pending signals) is lowered by a few units, which no program notices.
 * It survives what environment and session do not: {@code env -i setsid}.
 */
final class Brands {
    /** No brand: nothing matches it. */
    static final int NONE = -1;

    private static final int[] RESOURCES = {12, 11}; // RLIMIT_MSGQUEUE, RLIMIT_SIGPENDING
    private static final long LEAST = 4096;
    private static final long INSTEAD_OF_INFINITY = 1L << 40;
    private static final int STRUCT_RLIMIT = 16;
    private static final int SOFT = 0;
    private static final int HARD = 8;

    private final Object ownLimit = new Object();
    private final BitSet used = new BitSet();
    private final int resource;
    private final long base;
    private final long hard;
    private final long top;
    private final int most;
    private int last = -1;

    Brands() {
        resource = usable();
        base = resource < 0 ? 0 : limit(0, resource, SOFT);
        hard = resource < 0 ? 0 : limit(0, resource, HARD);
        top = (Long.compareUnsigned(base, INSTEAD_OF_INFINITY) > 0 ? INSTEAD_OF_INFINITY : base) - 1;
        most = (int) Math.min(top / 2, 1 << 16);
    }

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
            set(0, value(brand), hard);
            pid = birth.give();
        }
        // Now it cannot raise it again. Before this it could have, but only on purpose.
        set(pid, value(brand), value(brand));
        return pid;
    }

    /** Gives this process its own limit back. */
    void close() {
        synchronized (ownLimit) {
            if (resource >= 0) {
                set(0, base, hard);
            }
        }
    }

    boolean isOn(int pid, int brand) {
        return brand != NONE && limit(pid, resource, SOFT) == value(brand);
    }

    /** Starts a process and tells its id. */
    interface Birth {
        int give() throws SpawnError;
    }

    private long value(int brand) {
        return top - brand;
    }

    private static int usable() {
        for (int candidate : RESOURCES) {
            if (Long.compareUnsigned(limit(0, candidate, SOFT), LEAST) >= 0) {
                return candidate;
            }
        }
        return -1;
    }

    private void set(int pid, long soft, long most) {
        try (Memory limit = new Memory(STRUCT_RLIMIT)) {
            limit.setLong(SOFT, soft);
            limit.setLong(HARD, most);
            LibC.prlimit(pid, resource, limit, null);
        }
    }

    /** 0 where it cannot be read. */
    private static long limit(int pid, int resource, int which) {
        try (Memory limit = new Memory(STRUCT_RLIMIT)) {
            return LibC.prlimit(pid, resource, null, limit) == 0 ? limit.getLong(which) : 0;
        }
    }
}
