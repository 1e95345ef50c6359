package org.musterhpc.launcher.time;

import java.time.Duration;

/** Lets time pass. Tests pass an own one that only moves their clock. */
@FunctionalInterface
public interface Pause {

    /** Returns after the time; sooner, with the thread's interrupt flag set, where the thread is interrupted. */
    void pause(Duration time);

    /** Really waits. */
    static Pause real() {
        return time -> {
            try {
                Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
