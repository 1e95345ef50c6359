package org.musterhpc.launcher.callback;

import java.time.Duration;

/** The time that a command has left once it is to end; it begins when it is first asked for. */
public final class Grace {
    private final Duration time;
    private long began;
    private boolean begun;

    public Grace(Duration time) {
        this.time = time;
    }

    public boolean lasts() {
        if (!begun) {
            begun = true;
            began = System.nanoTime();
        }
        return System.nanoTime() - began < time.toNanos();
    }
}
