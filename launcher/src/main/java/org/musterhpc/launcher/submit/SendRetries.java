package org.musterhpc.launcher.submit;

import java.time.Duration;
import java.util.function.Supplier;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.QueueUnavailableException;

/**
 * Says what may be said twice again where Redis does not answer.
 *
 * @param tries how often at the most, a second apart
 */
public record SendRetries(Pause pause, int tries) {
    private static final int A_MINUTE = 60;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** For a minute: what was begun should be completed. */
    public SendRetries(Pause pause) {
        this(pause, A_MINUTE);
    }

    /**
     * @throws QueueUnavailableException where Redis has not answered by then
     */
    public <T> T with(Supplier<T> call) {
        for (int tried = 1; ; tried++) {
            try {
                return call.get();
            } catch (QueueUnavailableException e) {
                if (tried == tries || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                pause.pause(BETWEEN_TRIES);
            }
        }
    }
}
