package org.musterhpc.agent.process.group;

import java.io.IOException;
import java.nio.file.Path;
import org.musterhpc.agent.process.tree.OomWatch;

/** One task's control group. Safe for use by several threads. */
public final class MemoryGroup {
    private static final String MEMBERS = "cgroup.procs";

    private final Path folder;
    private final GroupFolders folders;
    private final OomWatch counter;
    private long kills;

    MemoryGroup(Path folder, GroupFolders folders, OomWatch counter) {
        this.folder = folder;
        this.folders = folders;
        this.counter = counter;
    }

    /**
     * Puts a process into it; what that starts from now on is in it as well.
     *
     * @return whether it is; not where it has ended meanwhile
     */
    public boolean add(long pid) {
        try {
            GroupVersion.write(folder.resolve(MEMBERS), Long.toString(pid));
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    /** How many processes the kernel has killed in it for lack of memory; also when it is gone. */
    public synchronized long kills() {
        kills = Math.max(kills, counter.kills());
        return kills;
    }

    /** Whether it is gone; it stays as long as a process is in it. */
    synchronized boolean remove() {
        kills();
        try {
            folders.remove(folder);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }
}
