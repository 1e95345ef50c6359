package org.musterhpc.queue;

/** A queue cannot have the name that was given it: the text says why. Nothing was changed. */
public final class QueueNameException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String advice;

    public QueueNameException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    /** What a person can do. */
    public String advice() {
        return advice;
    }
}
