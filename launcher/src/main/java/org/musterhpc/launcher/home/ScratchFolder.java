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

    /**
     * Makes one where temporary files are.
     *
     * @throws IOException also where a signal ends the program
     */
    public static ScratchFolder make(String prefix) throws IOException {
        ScratchFolder folder = new ScratchFolder(Files.createTempDirectory(prefix));
        try {
            Runtime.getRuntime().addShutdownHook(folder.atExit);
        } catch (IllegalStateException e) {
            FolderRemoval.remove(folder.path, null);
            throw new IOException("a signal ends this program", e);
        }
        return folder;
    }

    public Path path() {
        return path;
    }

    private void removeAtExit() {
        try {
            FolderRemoval.removeFromWriters(path);
        } catch (IOException e) {
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
