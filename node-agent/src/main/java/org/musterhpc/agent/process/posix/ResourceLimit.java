package org.musterhpc.agent.process.posix;

import com.sun.jna.Memory;

/** A resource limit that hardly any program meets, and that a process hands down to all its descendants. */
public record ResourceLimit(int resource) {
    /** RLIMIT_SIGPENDING: signals that may be queued. */
    public static final ResourceLimit PENDING_SIGNALS = new ResourceLimit(11);

    /** RLIMIT_MSGQUEUE: bytes in POSIX message queues. */
    public static final ResourceLimit MESSAGE_QUEUES = new ResourceLimit(12);

    private static final int SELF = 0;
    private static final int STRUCT_RLIMIT = 16;

    /** {@code soft} and {@code hard} are unsigned, infinity being the largest number. */
    public record Pair(long soft, long hard) {
        static final Pair NONE = new Pair(0, 0);
    }

    public Pair own() {
        return of(SELF);
    }

    public void setOwn(Pair pair) {
        set(SELF, pair);
    }

    /** {@link Pair#NONE} where it cannot be read: the process has gone or is somebody else's. */
    public Pair of(int pid) {
        try (Memory memory = new Memory(STRUCT_RLIMIT)) {
            boolean read = LibC.prlimit(pid, resource, null, memory) == 0;
            return read ? new Pair(memory.getLong(0), memory.getLong(8)) : Pair.NONE;
        }
    }

    /** Does nothing where the process has gone. */
    public void set(int pid, Pair pair) {
        try (Memory memory = new Memory(STRUCT_RLIMIT)) {
            memory.setLong(0, pair.soft());
            memory.setLong(8, pair.hard());
            LibC.prlimit(pid, resource, memory, null);
        }
    }
}
