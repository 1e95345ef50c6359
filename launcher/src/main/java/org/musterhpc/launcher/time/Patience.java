package org.musterhpc.launcher.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Waits for something in short steps that grow, up to a limit. */
public final class Patience {
    private static final Duration FIRST = Duration.ofMillis(2);
    private static final Duration LONGEST = Duration.ofMillis(50);

    private final InstantSource clock;
    private final Pause pause;
    private final Instant end;
    private Duration step = FIRST;

    public Patience(Duration limit, InstantSource clock, Pause pause) {
        this.clock = clock;
        this.pause = pause;
        this.end = clock.instant().plus(limit);
    }

    /** Waits a little. Returns whether there is still time (at once, where there is none or the thread is interrupted). */
    public boolean lasts() {
        if (Thread.currentThread().isInterrupted() || !clock.instant().isBefore(end)) {
            return false;
        }
        pause.pause(step);
        step = step.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : step.multipliedBy(2);
        return true;
    }
}
