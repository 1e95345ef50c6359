package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file beside another, for what is to become that; it goes with the command, where a signal ends that, too. */
public final class ScratchFile implements AutoCloseable {
    private final Path path;
    private final ExitRemoval atExit;

    private ScratchFile(Path path, ExitRemoval atExit) {
        this.path = path;
        this.atExit = atExit;
    }

    /**
     * An empty one, 0600.
     *
     * @throws IOException also where a signal ends the program
     */
    public static ScratchFile beside(Path file) throws IOException {
        ExitRemoval atExit = ExitRemoval.by(Files::deleteIfExists);
        return new ScratchFile(atExit.of(() -> PrivateFiles.fresh(file)), atExit);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (atExit.isOurs()) {
            Files.deleteIfExists(path);
        }
    }
}
