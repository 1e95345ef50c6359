package org.musterhpc.queue;

import org.jspecify.annotations.Nullable;

/** Redis answers, but what stands there is not what Muster put there: the text names it. Nothing was changed. */
public final class DamagedException extends QueueUnavailableException {
    private static final long serialVersionUID = 1L;

    public DamagedException(String message, String advice, @Nullable Throwable cause) {
        super(message, advice, cause);
    }
}
