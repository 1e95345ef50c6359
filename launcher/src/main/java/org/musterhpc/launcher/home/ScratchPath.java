package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A folder or a file for what a command writes down for itself. It goes with the command, where a signal ends that, too, at
 * whatever moment the signal comes.
 */
public final class ScratchPath implements AutoCloseable {
    /** Makes what is to go. */
    interface Making {
        Path make() throws IOException;
    }

    /** Takes it away, perhaps from under who still writes to it. */
    interface Removing {
        void remove(Path path) throws IOException;
    }

    private final Removing removing;
    private final Thread atExit = new Thread(this::removeAtExit, "muster-removal");
    private volatile @Nullable Path made;
    private boolean over;

    private ScratchPath(Removing removing) {
        this.removing = removing;
    }

    /**
     * A folder where temporary files are.
     *
     * @throws IOException also where a signal ends the program
     */
    public static ScratchPath folder(String prefix) throws IOException {
        return of(FolderRemoval::removeFromWriters, () -> Files.createTempDirectory(prefix));
    }

    /**
     * An empty file, 0600, beside another, for what is to become that.
     *
     * @throws IOException also where a signal ends the program
     */
    public static ScratchPath beside(Path file) throws IOException {
        return file(() -> PrivateFiles.fresh(file));
    }

    static ScratchPath file(Making making) throws IOException {
        return of(Files::deleteIfExists, making);
    }

    /** A signal that comes while it is made finds out that it is. */
    private static ScratchPath of(Removing removing, Making making) throws IOException {
        ScratchPath scratch = new ScratchPath(removing);
        try {
            Runtime.getRuntime().addShutdownHook(scratch.atExit);
        } catch (IllegalStateException e) {
            throw ended();
        }
        scratch.make(making);
        return scratch;
    }

    private synchronized void make(Making making) throws IOException {
        if (over) {
            throw ended();
        }
        try {
            made = making.make();
        } finally {
            if (made == null) {
                EndSignal.drop(atExit);
            }
        }
    }

    private static IOException ended() {
        return new IOException("a signal ends this program");
    }

    public Path path() {
        return Objects.requireNonNull(made);
    }

    private synchronized void removeAtExit() {
        over = true;
        Path path = made;
        try {
            if (path != null) {
                removing.remove(path);
            }
        } catch (IOException e) {
            System.err.println("muster: " + path + " could not be removed: " + PrivateFiles.reason(e));
        }
    }

    @Override
    public void close() throws IOException {
        if (EndSignal.drop(atExit)) {
            removing.remove(path());
        }
    }
}
