package org.musterhpc.agent.process.group;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the kernel's two versions of control groups call what a task's memory is limited by. */
enum GroupVersion {
    /** {@code Documentation/admin-guide/cgroup-v2.rst} of Linux: limits of memory and of swap are two. */
    TWO("memory.max", "memory.swap.max", "memory.events"),
    /** {@code Documentation/admin-guide/cgroup-v1/memory.rst}: the second limit is that of both together. */
    ONE("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control");

    private static final String WHOLE_GROUP = "memory.oom.group";

    private final String limit;
    private final String swap;
    private final String kills;

    GroupVersion(String limit, String swap, String kills) {
        this.limit = limit;
        this.swap = swap;
        this.kills = kills;
    }

    /** Whether a group can limit memory. */
    boolean limits(Path group) {
        return Files.exists(group.resolve(limit));
    }

    /** Whether a group can keep what it must not have in memory from being swapped instead. */
    boolean limitsSwap(Path group) {
        return Files.exists(group.resolve(swap));
    }

    /** What counts how often the kernel has killed in a group for lack of memory. */
    Path kills(Path group) {
        return group.resolve(kills);
    }

    /** @param bytes rounded down to pages by the kernel */
    void limit(Path group, long bytes) throws IOException {
        write(group.resolve(limit), Long.toString(bytes));
        if (limitsSwap(group)) {
            write(group.resolve(swap), this == TWO ? "0" : Long.toString(bytes));
        }
        // What is left of a task of which the kernel has killed a part is of no use to anybody.
        if (Files.exists(group.resolve(WHOLE_GROUP))) {
            write(group.resolve(WHOLE_GROUP), "1");
        }
    }

    /** In one piece, as the kernel takes it. */
    static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
