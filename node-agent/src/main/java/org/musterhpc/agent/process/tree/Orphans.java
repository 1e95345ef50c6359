package org.musterhpc.agent.process.tree;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.function.IntPredicate;

/** The processes that this one, as their subreaper, has adopted. */
public final class Orphans {
    private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());

    private final KernelFile file;
    private final Path path;
    private final IntPredicate isLeader;

    public Orphans(IntPredicate isLeader) {
        this(Path.of("/proc/" + SELF + "/task/" + SELF + "/children"), isLeader);
    }

    public Orphans(Path file, IntPredicate isLeader) {
        this.path = file;
        this.file = new KernelFile(file);
        this.isLeader = isLeader;
    }

    public boolean mayBe(ProcEntry entry) {
        return entry.parent() == SELF && !isLeader.test(entry.pid());
    }

    /** Without a look at all processes where the kernel lists children: those adopted are the main thread's. */
    public List<ProcEntry> list() {
        List<ProcEntry> orphans = new ArrayList<>();
        try {
            StringTokenizer ids = new StringTokenizer(file.read());
            while (ids.hasMoreTokens()) {
                int pid = Integer.parseInt(ids.nextToken());
                ProcEntry entry = isLeader.test(pid) ? null : ProcEntry.read(pid);
                if (entry != null && mayBe(entry)) {
                    orphans.add(entry);
                }
            }
        } catch (NoSuchFileException kernelWithoutIt) {
            ProcEntry.all().stream().filter(this::mayBe).forEach(orphans::add);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException("cannot read " + path, unreadable);
        }
        return orphans;
    }
}
