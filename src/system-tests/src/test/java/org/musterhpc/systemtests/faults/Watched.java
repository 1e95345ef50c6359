package org.musterhpc.systemtests.faults;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A program that is started again whenever it has ended, as a scheduler, a service manager or a person would do it. */
final class Watched implements AutoCloseable {
    private static final long LOOK_NANOS = 20_000_000;

    private final Supplier<Process> starter;
    private final long pauseNanos;
    private final Thread keeper;
    private volatile boolean closed;
    private volatile boolean held;
    private volatile @Nullable Process process;

    /** @param pauseMillis between an end and the next start */
    Watched(String name, long pauseMillis, Supplier<Process> starter) {
        this.starter = starter;
        this.pauseNanos = pauseMillis * 1_000_000;
        this.keeper = new Thread(this::keep, "keeps " + name);
        keeper.setDaemon(true);
        keeper.start();
    }

    private void keep() {
        while (!closed) {
            if (!held && process().isEmpty()) {
                start();
            }
            LockSupport.parkNanos(process().isEmpty() ? pauseNanos : LOOK_NANOS);
        }
    }

    private synchronized void start() {
        if (!closed && !held) {
            process = starter.get();
        }
    }

    /** The living process. */
    Optional<Process> process() {
        return Optional.ofNullable(process).filter(Process::isAlive);
    }

    Optional<Long> pid() {
        return process().map(Process::pid);
    }

    /** It is not started again until {@link #release}. */
    synchronized void hold() {
        held = true;
    }

    void release() {
        held = false;
    }

    /** TERM, and waits for its end; it is not started again. */
    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closed = true;
            last = process;
        }
        if (last != null) {
            last.destroy();
            last.onExit().join();
        }
    }
}
