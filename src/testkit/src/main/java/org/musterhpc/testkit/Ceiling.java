package org.musterhpc.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long tests wait for what is bound to come. It is reached only where that does not come at all: no test says that
 * something is fast, since machines are busy.
 */
public final class Ceiling {
    public static final Duration TIME = Duration.ofMinutes(4);

    private Ceiling() {}

    /** Waits for a program's end. Returns whether it has ended. */
    public static boolean ends(Process process) throws InterruptedException {
        return process.waitFor(TIME.toSeconds(), TimeUnit.SECONDS);
    }
}
