package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for what a command writes down for itself; it goes with the command, where a signal ends that, too. */
public final class ScratchFolder implements AutoCloseable {
    private final Path path;
    private final Thread atExit;

    private ScratchFolder(Path path) {
        this.path = path;
        this.atExit = new Thread(this::removeAtExit, path.getFileName().toString());
    }

    /** Makes one where temporary files are. */
    public static ScratchFolder make(String prefix) throws IOException {
        ScratchFolder folder = new ScratchFolder(Files.createTempDirectory(prefix));
        Runtime.getRuntime().addShutdownHook(folder.atExit);
        return folder;
    }

    public Path path() {
        return path;
    }

    private void removeAtExit() {
        try {
            FolderRemoval.remove(path, null);
        } catch (IOException e) {
            // Whoever sent the signal waits for the end, and what was written meanwhile keeps the folder there.
            System.err.println("muster: " + path + " could not be removed: " + PrivateFiles.reason(e));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // a signal came: the folder is being removed
        }
        FolderRemoval.remove(path, null);
    }
}
