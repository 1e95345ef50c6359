package org.musterhpc.agent.process;

/** A task could not be started; the message says why in words for its author. */
public final class StartFailed extends Exception {
    private static final long serialVersionUID = 1;

    StartFailed(String reason) {
        super(reason);
    }

    public StartFailed(String reason, Throwable cause) {
        super(reason, cause);
    }
}
