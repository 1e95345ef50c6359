package org.musterhpc.agent.process.posix;

import org.jspecify.annotations.Nullable;

/** What the operating system said when a process could not be started. */
public final class SpawnError extends Exception {
    private static final long serialVersionUID = 1;
    private final int errno;

    /** @param errno 0 where there is none */
    SpawnError(int errno, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
