package org.musterhpc.launcher.follow;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Whether somebody wants the program to end, and how urgently. Signals ask for it; a loop sees it at its next turn. */
public final class Stop {
    private static final int INT = 2;

    private final AtomicInteger signal = new AtomicInteger();
    private final AtomicInteger times = new AtomicInteger();
    private @Nullable Thread waiting;

    /** What is wanted; the later ones are more urgent. */
    public enum Wish {
        GO_ON,
        /** Tasks that run here may end, and none begins. */
        DRAIN,
        /** Agents here give back the tasks that they run. */
        GIVE_BACK,
        /** The program waits for nobody. */
        LEAVE
    }

    /**
     * Each Ctrl-C asks for one step more than the one before. Other signals come from a system that ends, or a terminal that
     * is gone: they begin with giving back.
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

    /** From now on {@link #request} cuts the current thread's pauses short. */
    public synchronized void wakes() {
        waiting = Thread.currentThread();
    }

    /** Ends that, and takes back an interrupt that came between two pauses: what follows must be able to wait. */
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
