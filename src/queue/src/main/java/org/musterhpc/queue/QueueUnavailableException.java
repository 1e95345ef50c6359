package org.musterhpc.queue;

import org.jspecify.annotations.Nullable;

/** Redis did not answer: not there, not in time, or it refused us. The text names the server, never a password. */
public class QueueUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String advice;

    public QueueUnavailableException(String message, @Nullable Throwable cause) {
        this(message, "", cause);
    }

    /** @param advice one line: what to do; empty where nobody knows */
    public QueueUnavailableException(String message, String advice, @Nullable Throwable cause) {
        super(message, cause);
        this.advice = advice;
    }

    /** One line: what to do; empty where nobody knows. */
    public String advice() {
        return advice;
    }
}
