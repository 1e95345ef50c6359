package org.musterhpc.launcher.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;

/**
 * Says on which machine the server of this home runs. Homes are often shared by several login nodes: a second server on
 * the same append-only file, on a machine that cannot see the first, would destroy it.
 */
record Residence(Path file, Machine here) {

    /** @throws Problem where a server was started on another machine and was not stopped there */
    void check() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return;
        }
        if (lines.isEmpty()) {
            return;
        }
        Machine there = new Machine(lines.get(0), lines.size() > 1 ? lines.get(1) : "");
        if (!there.same(here)) {
            throw Problem.unreachable(
                    "the Redis of this MUSTER_HOME was started on " + there.name() + ", and this is " + here.name(),
                    "work on " + there.name() + ", or say 'muster redis stop' there, or set another MUSTER_HOME; if "
                            + there.name() + " surely is no more: rm " + file);
        }
    }

    /**
     * Says that it runs here. Not by the lock alone: some shared file systems lock within one machine only.
     *
     * @throws Problem as {@link #check}, where another machine was faster
     */
    void enter() throws IOException {
        String text = here.name() + "\n" + here.boot() + "\n";
        if (!PrivateFiles.writeNew(file, text)) {
            check();
            PrivateFiles.write(file, text); // ours, perhaps from before a restart of the machine
        }
    }

    /** Where it is still ours. */
    void leave() throws IOException {
        check();
        Files.deleteIfExists(file);
    }
}
