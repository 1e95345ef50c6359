package org.musterhpc.launcher.shell;

import java.time.Duration;
import java.util.List;
import org.musterhpc.launcher.time.Pause;

/** Tries again, with growing pauses, what may be tried again. */
public final class Retries {
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5));

    private final Pause pause;

    public Retries(Pause pause) {
        this.pause = pause;
    }

    /** Something that asks a shell. */
    @FunctionalInterface
    public interface Ask<T> {
        T ask() throws NoAnswer, NotSent, Refused;
    }

    /**
     * For what has the same effect however often it runs (a query, a file put into place): four attempts.
     *
     * @throws NoAnswer the last of them brought none
     */
    public <T> T idempotent(Ask<T> ask) throws NoAnswer, NotSent, Refused {
        for (Duration wait : PAUSES) {
            try {
                return ask.ask();
            } catch (NoAnswer | NotSent e) {
                if (Thread.currentThread().isInterrupted() || lasts(e)) {
                    throw e;
                }
                pause.pause(wait);
            }
        }
        return ask.ask();
    }

    private static boolean lasts(ShellFailure failure) {
        return failure instanceof NotSent notSent && notSent.lasting();
    }

    /** For what must not happen twice (a submission): again only where it was surely not sent. */
    public <T> T once(Ask<T> ask) throws NoAnswer, NotSent, Refused {
        for (Duration wait : PAUSES) {
            try {
                return ask.ask();
            } catch (NotSent e) {
                if (Thread.currentThread().isInterrupted() || e.lasting()) {
                    throw e;
                }
                pause.pause(wait);
            }
        }
        return ask.ask();
    }
}
