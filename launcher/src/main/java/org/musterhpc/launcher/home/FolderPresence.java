package org.musterhpc.launcher.home;

import java.nio.file.Files;
import java.nio.file.Path;
import org.musterhpc.launcher.problem.Problem;

/**
 * Sees when the folder that a program works from is taken away. A program that nobody sits before would go on for ever
 * without it: there is nothing left to look after, and nothing that names the process.
 */
public final class FolderPresence {
    private final Path folder;
    private boolean seen;

    /** @param folder need not be there yet */
    public FolderPresence(Path folder) {
        this.folder = folder;
        this.seen = Files.isDirectory(folder);
    }

    /** @throws Problem where the folder was there, and is not any more */
    public void stillThere() {
        boolean there = Files.isDirectory(folder);
        // One that cannot be looked at, as when a file server is away, is not gone.
        if (seen && !there && Files.notExists(folder)) {
            throw Problem.unreachable(
                    folder + " is gone: without it there is nothing to look after",
                    "where it was moved, set MUSTER_HOME to its new place, and say this again");
        }
        seen |= there;
    }
}
