package org.musterhpc.agent.process;

import org.jspecify.annotations.Nullable;

/** What the operating system said when a process could not be started. */
final class SpawnError extends Exception {
    private static final long serialVersionUID = 1;
    private final int errno;

    /** @param errno 0 where there is none */
    SpawnError(int errno, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.errno = errno;
    }

    int errno() {
        return errno;
    }
}
