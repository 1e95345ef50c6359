package org.musterhpc.queue.sign;

/** A campaign in Redis is not what its owner submitted, or nobody here can tell. */
public final class UntrustedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one line for a person */
    public UntrustedException(String message) {
        super(message);
    }
}
