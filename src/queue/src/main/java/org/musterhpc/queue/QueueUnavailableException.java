package org.musterhpc.queue;

/** Redis did not answer: not there, not in time, or it refused us. The text names the server, never a password. */
public class QueueUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
