package org.musterhpc.launcher.time;

import java.time.Duration;
import java.time.InstantSource;

/** This machine's time, for elapsed time only: everything else is told in Redis' time. */
public record Time(InstantSource clock, Pause pause) {

    /** Waits for something, up to a limit. */
    public Patience patience(Duration limit) {
        return new Patience(limit, clock, pause);
    }
}
