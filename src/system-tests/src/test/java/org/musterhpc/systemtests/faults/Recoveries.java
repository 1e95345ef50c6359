package org.musterhpc.systemtests.faults;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches how long it takes after a fault until the campaign goes on: Redis answers, more tasks have ended than before,
 * and no task is held any more by a lease of the moment at which the fault struck (it has ended, or waits or runs under
 * another lease).
 */
final class Recoveries implements AutoCloseable {
    private static final long LOOK_NANOS = 40_000_000;

    private final Peek peek;
    private final List<Open> open = new CopyOnWriteArrayList<>();
    private final Thread watcher = new Thread(this::watch, "recoveries");
    private volatile boolean closed;

    private record Open(Row row, Peek.Look before, long struck) {
        boolean over(Peek.Look now) {
            boolean goesOn = now.ended() > before.ended() || now.complete();
            return goesOn && now.inFlight().entrySet().stream().noneMatch(this::heldAsBefore);
        }

        private boolean heldAsBefore(Map.Entry<String, String> task) {
            return task.getValue().equals(before.inFlight().get(task.getKey()));
        }
    }

    Recoveries(Peek peek) {
        this.peek = peek;
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Begins to watch, before the fault strikes. */
    Runnable begin(Row row, Peek.Look before) {
        Open one = new Open(row, before, System.nanoTime());
        return () -> open.add(one);
    }

    private void watch() {
        while (!closed) {
            if (!open.isEmpty()) {
                peek.look().ifPresent(this::compare);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void compare(Peek.Look now) {
        open.removeIf(one -> {
            boolean over = one.over(now);
            if (over) {
                one.row().recovered((System.nanoTime() - one.struck()) / 1e9);
            }
            return over;
        });
    }

    boolean pending() {
        return !open.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
