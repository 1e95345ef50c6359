package org.musterhpc.launcher.cli.terminal;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells what a program is at that takes its time, once it does: nobody should wonder whether it hangs. */
public final class Meanwhile implements AutoCloseable {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration THEN = Duration.ofSeconds(20);

    private final ScheduledExecutorService thread;

    private Meanwhile(Consumer<String> told, String what, Duration first, Duration then) {
        thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread made = new Thread(runnable, "muster-meanwhile");
            made.setDaemon(true);
            return made;
        });
        var unusedFirst = thread.schedule(() -> told.accept(what + " …"), first.toMillis(), TimeUnit.MILLISECONDS);
        var unusedNext = thread.scheduleWithFixedDelay(
                () -> told.accept("still " + what + " …"),
                first.plus(then).toMillis(),
                then.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Told after two seconds, and then every twenty, until it is closed.
     *
     * @param watched whether somebody looks on at a terminal; who reads a log later has time, and is told nothing
     */
    public static Meanwhile telling(boolean watched, Consumer<String> told, String what) {
        return new Meanwhile(watched ? told : unheard -> {}, what, FIRST, THEN);
    }

    static Meanwhile telling(Consumer<String> told, String what, Duration first, Duration then) {
        return new Meanwhile(told, what, first, then);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
