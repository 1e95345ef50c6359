package org.musterhpc.launcher.submit;

import java.time.Duration;
import java.util.function.Supplier;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.QueueUnavailableException;

/** Says what may be said twice again, for a minute, where Redis does not answer. */
public record Patience(Pause pause) {
    private static final int TRIES = 60;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /**
     * @throws QueueUnavailableException where Redis has not answered for a minute
     */
    public <T> T with(Supplier<T> call) {
        for (int tried = 1; ; tried++) {
            try {
                return call.get();
            } catch (QueueUnavailableException e) {
                if (tried == TRIES || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                pause.pause(BETWEEN_TRIES);
            }
        }
    }
}
