package org.musterhpc.launcher.follow;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Whether somebody wants the program to end, and how urgently: asked for by signals, seen at the next turn. */
public final class Stop {
    private static final int INT = 2;

    private final AtomicInteger signal = new AtomicInteger();
    private final AtomicInteger times = new AtomicInteger();
    private @Nullable Thread waiting;

    /** What is wanted, the more urgent the later. */
    public enum Wish {
        GO_ON,
        /** What runs here may end, and nothing new begins. */
        DRAIN,
        /** What runs here is given back. */
        GIVE_BACK,
        /** Nobody is waited for. */
        LEAVE
    }

    /**
     * A Ctrl-C asks for one step more than the one before. Another signal comes from a system that ends, or a terminal that
     * is gone: it begins with giving back.
     *
     * @return whether it was asked for before
     */
    public synchronized boolean request(int number) {
        boolean before = !signal.compareAndSet(0, number);
        times.addAndGet(before || number == INT ? 1 : 2);
        Thread thread = waiting;
        if (thread != null) {
            thread.interrupt();
        }
        return before;
    }

    public Wish wish() {
        return switch (times.get()) {
            case 0 -> Wish.GO_ON;
            case 1 -> Wish.DRAIN;
            case 2 -> Wish.GIVE_BACK;
            default -> Wish.LEAVE;
        };
    }

    /** From here on the current thread's pauses are cut short by {@link #request}. */
    public synchronized void wakes() {
        waiting = Thread.currentThread();
    }

    /** From here on they are not, nor by one that was asked for while the thread did not pause: what follows must be able to wait. */
    public synchronized void lets() {
        waiting = null;
        if (requested()) {
            Thread.interrupted();
        }
    }

    public boolean requested() {
        return signal.get() != 0;
    }

    /** As a shell counts: 130 for Ctrl-C. */
    public int exit() {
        return 128 + signal.get();
    }
}
