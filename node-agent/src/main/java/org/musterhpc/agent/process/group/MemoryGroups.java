package org.musterhpc.agent.process.group;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.tree.GroupMembership;
import org.musterhpc.agent.process.tree.OomWatch;

/**
 * Makes control groups for tasks where that was left to this process: with version 2 beside its own, below one that a service
 * manager has delegated ({@code Delegate=memory} and {@code DelegateSubgroup=}); with version 1 below its own, where it may
 * write there. No process but a task is moved, and no root is used. Where nothing can be made, {@link #open} gives nothing.
 */
public final class MemoryGroups implements AutoCloseable {
    private static final String PREFIX = "muster-";
    private static final String MEMORY = "memory";
    private static final String ENABLED = "cgroup.subtree_control";

    private final @Nullable Path base;
    private final GroupVersion version;
    private final GroupFolders folders;
    private final String name = PREFIX + ProcessHandle.current().pid() + "-";
    private final AtomicLong numbers = new AtomicLong();
    /** Those in which somebody was still alive when their task had ended. */
    private final Queue<MemoryGroup> left = new ConcurrentLinkedQueue<>();

    private MemoryGroups(@Nullable Path base, GroupVersion version, GroupFolders folders) {
        this.base = base;
        this.version = version;
        this.folders = folders;
    }

    /** Of nobody: tasks have none. */
    public static MemoryGroups none() {
        return new MemoryGroups(null, GroupVersion.TWO, GroupFolders.OF_THE_KERNEL);
    }

    /** Those that this process may make. */
    public static MemoryGroups ofThisProcess() {
        return of(new Surroundings(
                Path.of("/proc/self/cgroup"),
                Path.of("/sys/fs/cgroup"),
                Path.of("/proc/swaps"),
                GroupFolders.OF_THE_KERNEL));
    }

    /**
     * What is looked at.
     *
     * @param membership the groups of this process
     * @param mount where groups are
     * @param swaps what memory is swapped to
     */
    record Surroundings(Path membership, Path mount, Path swaps, GroupFolders folders) {}

    static MemoryGroups of(Surroundings here) {
        try {
            for (GroupMembership own : GroupMembership.in(Files.readString(here.membership()))) {
                MemoryGroups groups = own.path().isEmpty() ? null : of(own, here);
                if (groups != null) {
                    groups.removeLeft();
                    return groups;
                }
            }
        } catch (IOException notToldHere) {
            return none();
        }
        return none();
    }

    private static @Nullable MemoryGroups of(GroupMembership own, Surroundings here) throws IOException {
        if (own.ofVersion2()) {
            for (Path mount : List.of(here.mount(), here.mount().resolve("unified"))) {
                Path above = mount.resolve(own.path()).getParent();
                if (above != null && !above.equals(mount) && allows(above, here.folders())) {
                    return usable(above, GroupVersion.TWO, here);
                }
            }
            return null;
        }
        return own.countsMemory()
                ? usable(here.mount().resolve(MEMORY).resolve(own.path()), GroupVersion.ONE, here)
                : null;
    }

    /**
     * Whether groups below this one, of version 2, can have a limit of memory. That of this process itself never can, as it has
     * a process; and one that a service manager has not left to us is the manager's, though we may write there.
     */
    private static boolean allows(Path group, GroupFolders folders) {
        Path enabled = group.resolve(ENABLED);
        try {
            if (!folders.isDelegated(group) || !Files.isWritable(group) || !Files.isWritable(enabled)) {
                return false;
            }
            if (!words(enabled).contains(MEMORY)) {
                GroupVersion.write(enabled, "+" + MEMORY);
            }
            return words(enabled).contains(MEMORY);
        } catch (IOException refused) {
            return false;
        }
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file).strip().split("\\s+"));
    }

    /** As found out by making a group: null where that does not do. */
    private static @Nullable MemoryGroups usable(Path base, GroupVersion version, Surroundings here)
            throws IOException {
        if (!Files.isWritable(base)) {
            return null;
        }
        MemoryGroups groups = new MemoryGroups(base, version, here.folders());
        Path probe = groups.make(base);
        try {
            boolean swaps = Files.exists(here.swaps())
                    && Files.readAllLines(here.swaps()).size() > 1;
            return version.limits(probe) && (!swaps || version.limitsSwap(probe)) ? groups : null;
        } finally {
            here.folders().remove(probe);
        }
    }

    /** One that is there is another agent's, which had our process id, perhaps in another container. */
    private Path make(Path above) throws IOException {
        Path group;
        do {
            group = above.resolve(name + numbers.incrementAndGet());
        } while (Files.exists(group));
        folders.make(group);
        return group;
    }

    /** Where they are; null where none can be made. */
    public @Nullable Path base() {
        return base;
    }

    /**
     * Makes a group.
     *
     * @param limit how many bytes those in it may use together
     * @return null where none can be made
     */
    public @Nullable MemoryGroup open(long limit) {
        if (base == null) {
            return null;
        }
        left.removeIf(MemoryGroup::remove);
        MemoryGroup group = null;
        try {
            Path folder = make(base);
            group = new MemoryGroup(folder, folders, OomWatch.at(version.kills(folder)));
            version.limit(folder, limit);
            return group;
        } catch (IOException refused) {
            if (group != null) {
                close(group);
            }
            return null;
        }
    }

    /** Removes one, now or when nobody is in it any more. */
    public void close(MemoryGroup group) {
        if (!group.remove()) {
            left.add(group);
        }
    }

    /** Removes what agents left behind that were killed; one in which somebody is cannot be removed. */
    private void removeLeft() throws IOException {
        if (base == null) {
            return;
        }
        try (Stream<Path> found = Files.list(base)) {
            found.filter(folder -> folder.getFileName().toString().startsWith(PREFIX))
                    .forEach(folder -> new MemoryGroup(folder, folders, OomWatch.NONE).remove());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        left.removeIf(MemoryGroup::remove);
    }
}
