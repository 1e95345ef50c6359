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

    private final BitSet used = new BitSet();
    private final int resource;
    private final long base;
    private final int most;
    private int last = -1;

    Brands() {
        int chosen = -1;
        long highest = 0;
        for (int candidate : RESOURCES) {
            long limit = soft(0, candidate);
            if (limit >= LEAST) {
                chosen = candidate;
                highest = limit;
                break;
            }
        }
        resource = chosen;
        base = highest;
        most = (int) Math.min(highest / 2, 1 << 16);
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

    /** To be called at once after the spawn, before the process has got to start others. */
    void burn(int pid, int brand) {
        if (brand != NONE) {
            try (Memory limit = new Memory(STRUCT_RLIMIT)) {
                limit.setLong(0, value(brand));
                limit.setLong(8, value(brand));
                LibC.prlimit(pid, resource, limit, null);
            }
        }
    }

    boolean isOn(int pid, int brand) {
        return brand != NONE && soft(pid, resource) == value(brand);
    }

    private long value(int brand) {
        return base - 1 - brand;
    }

    /** The soft limit, 0 where it cannot be read. */
    private static long soft(int pid, int resource) {
        try (Memory limit = new Memory(STRUCT_RLIMIT)) {
            if (LibC.prlimit(pid, resource, null, limit) != 0) {
                return 0;
            }
            long soft = limit.getLong(0);
            return soft < 0 ? INSTEAD_OF_INFINITY : soft;
        }
    }
}
