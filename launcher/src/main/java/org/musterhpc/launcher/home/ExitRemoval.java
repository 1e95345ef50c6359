package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Removes, where a signal ends the program, what is not removed by then; at whatever moment the signal comes. */
final class ExitRemoval {
    /** Makes what is to go. */
    interface Making {
        Path make() throws IOException;
    }

    /** Takes it away, perhaps from under who still writes to it. */
    interface Removing {
        void remove(Path path) throws IOException;
    }

    private final Removing removing;
    private final Thread atExit = new Thread(this::remove, "muster-removal");
    private @Nullable Path path;
    private boolean over;

    private ExitRemoval(Removing removing) {
        this.removing = removing;
    }

    /**
     * Of nothing as yet.
     *
     * @throws IOException where a signal ends the program
     */
    static ExitRemoval by(Removing removing) throws IOException {
        ExitRemoval removal = new ExitRemoval(removing);
        try {
            Runtime.getRuntime().addShutdownHook(removal.atExit);
        } catch (IllegalStateException e) {
            throw ended();
        }
        return removal;
    }

    /**
     * Makes what it is of; once.
     *
     * @throws IOException also where a signal ends the program
     */
    synchronized Path of(Making making) throws IOException {
        if (over) {
            throw ended();
        }
        try {
            Path made = making.make();
            path = made;
            return made;
        } finally {
            if (path == null) {
                EndSignal.drop(atExit);
            }
        }
    }

    /** @return whether it is to be removed by who had it made; else that is done */
    boolean isOurs() {
        return EndSignal.drop(atExit);
    }

    private synchronized void remove() {
        over = true;
        Path made = path;
        try {
            if (made != null) {
                removing.remove(made);
            }
        } catch (IOException e) {
            System.err.println("muster: " + made + " could not be removed: " + PrivateFiles.reason(e));
        }
    }

    private static IOException ended() {
        return new IOException("a signal ends this program");
    }
}
