package org.musterhpc.agent.process.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the processes that the kernel has killed for lack of memory in our control group.
 *
 * <p>A task that a KILL ended which nobody of ours sent, and during which the count rose, ran out of memory.
 */
public final class OomWatch {
    private static final String KEY = "\noom_kill ";

    private final @Nullable Counter file;

    private interface Counter {
        String read() throws IOException;
    }

    /** Of no group: there are never any. */
    public static final OomWatch NONE = new OomWatch(null);

    private OomWatch(@Nullable Counter file) {
        this.file = file;
    }

    /** The group of this process, version 2 or 1; where neither tells, {@link #kills} stays 0. */
    public static OomWatch ofThisProcess() {
        return of(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
    }

    /** @param counter the file of a group that will soon be gone */
    public static OomWatch at(Path counter) {
        return new OomWatch(() -> Files.readString(counter));
    }

    static OomWatch of(Path membership, Path mount) {
        try {
            for (GroupMembership group : GroupMembership.in(Files.readString(membership))) {
                Path file = counter(group, mount);
                if (file != null) {
                    return new OomWatch(new KernelFile(file)::read);
                }
            }
        } catch (IOException notToldHere) {
            return NONE;
        }
        return NONE;
    }

    /** How many so far. */
    public long kills() {
        if (file == null) {
            return 0;
        }
        try {
            String text = "\n" + file.read();
            int at = text.indexOf(KEY);
            if (at >= 0) {
                int from = at + KEY.length();
                int end = text.indexOf('\n', from);
                return Long.parseLong(
                        text.substring(from, end < 0 ? text.length() : end).trim());
            }
        } catch (IOException groupGone) {
            return 0;
        }
        return 0;
    }

    /** Whether there were more since {@link #kills} said {@code before}. */
    public boolean killedSince(long before) {
        return kills() > before;
    }

    /** In a container the path may be that of the host, and the group itself be mounted at the top. */
    private static @Nullable Path counter(GroupMembership group, Path mount) {
        List<Path> places;
        String path = group.path();
        if (group.ofVersion2()) {
            Path unified = mount.resolve("unified");
            places = List.of(
                    mount.resolve(path).resolve("memory.events"),
                    mount.resolve("memory.events"),
                    unified.resolve(path).resolve("memory.events"));
        } else if (group.countsMemory()) {
            Path memory = mount.resolve("memory");
            places = List.of(memory.resolve(path).resolve("memory.oom_control"), memory.resolve("memory.oom_control"));
        } else {
            return null;
        }
        return places.stream().filter(Files::isReadable).findFirst().orElse(null);
    }
}
