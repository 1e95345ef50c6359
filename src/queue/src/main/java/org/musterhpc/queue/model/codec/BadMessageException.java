package org.musterhpc.queue.model.codec;

/** A message that cannot be run as it is; the text says why, in words for whoever sent it. */
public final class BadMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadMessageException(String reason) {
        super(reason);
    }
}
