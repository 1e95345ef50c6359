package org.musterhpc.agent.process;

import org.jspecify.annotations.Nullable;

/** What the operating system said when a process could not be started. */
final class SpawnError extends Exception {
    private static final long serialVersionUID = 1;

    SpawnError(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
