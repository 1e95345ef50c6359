package org.musterhpc.launcher.follow;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Whether somebody wants the program to end: asked for by a signal, seen at the next turn. */
public final class Stop {
    private final AtomicInteger signal = new AtomicInteger();
    private volatile @Nullable Thread waiting;

    /** @return whether it was asked for before */
    public boolean request(int number) {
        boolean before = !signal.compareAndSet(0, number);
        Thread thread = waiting;
        if (thread != null) {
            thread.interrupt();
        }
        return before;
    }

    /** The current thread's pause is cut short by {@link #request}. */
    public void wakes(@Nullable Thread thread) {
        waiting = thread;
    }

    public boolean requested() {
        return signal.get() != 0;
    }

    /** As a shell counts: 130 for Ctrl-C. */
    public int exit() {
        return 128 + signal.get();
    }
}
