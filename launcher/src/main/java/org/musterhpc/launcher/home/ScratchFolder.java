package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for what a command writes down for itself; it goes with the command, where a signal ends that, too. */
public final class ScratchFolder implements AutoCloseable {
    private final Path path;
    private final ExitRemoval atExit;

    private ScratchFolder(Path path, ExitRemoval atExit) {
        this.path = path;
        this.atExit = atExit;
    }

    /**
     * Makes one where temporary files are.
     *
     * @throws IOException also where a signal ends the program
     */
    public static ScratchFolder make(String prefix) throws IOException {
        ExitRemoval atExit = ExitRemoval.by(FolderRemoval::removeFromWriters);
        return new ScratchFolder(atExit.of(() -> Files.createTempDirectory(prefix)), atExit);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (atExit.isOurs()) {
            FolderRemoval.remove(path, null);
        }
    }
}
