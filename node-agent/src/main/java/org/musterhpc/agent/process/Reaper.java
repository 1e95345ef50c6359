package org.musterhpc.agent.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.posix.LibC;
import org.musterhpc.agent.process.tree.Deadline;
import org.musterhpc.agent.process.tree.Waiter;

/**
 * The one thread that waits for children of this process: leaders, whose end it tells, and adopted orphans.
 *
 * <p>It takes every child's status, so nobody else in this JVM may use {@link ProcessBuilder} while it runs.
 */
final class Reaper implements Waiter {
    private static final int ANY = -1;
    private static final long PATIENCE_MILLIS = 2000;

    private final Map<Integer, Consumer<Ended>> leaders = new HashMap<>();

    /** Statuses that came while a spawn was under way: one may be of the process whose id we do not know yet. */
    private final Map<Integer, Ended> early = new HashMap<>();

    private int starting;
    private long started;
    private long deaths;
    private boolean closed;
    private final Thread thread = new Thread(this::run, "reaper");

    Reaper() {
        thread.setDaemon(true);
        thread.start();
    }

    /** To be called before a spawn; {@link #started} or {@link #notStarted} must follow. */
    synchronized void starting() {
        starting++;
    }

    /** {@code end} is called once, on the reaper's thread or, if the process has ended already, on this one. */
    void started(int pid, Consumer<Ended> end) {
        Ended already;
        synchronized (this) {
            started++;
            already = early.remove(pid);
            if (already == null) {
                leaders.put(pid, end);
            }
            done();
        }
        if (already != null) {
            try {
                end.accept(already);
            } catch (RuntimeException e) {
                Uncaught.tell(e); // it was started, and has ended: that is not a failed start
            }
        }
    }

    synchronized void notStarted() {
        done();
    }

    synchronized boolean isLeader(int pid) {
        return leaders.containsKey(pid);
    }

    /** Returns as soon as any child has ended, or after {@code atMost}. */
    @Override
    public synchronized void await(Duration atMost) throws InterruptedException {
        long before = deaths;
        Deadline deadline = Deadline.in(atMost);
        while (deaths == before && !deadline.passed()) {
            wait(deadline.millisLeft());
        }
    }

    /** The thread ends when the last child has; waits for that, but not long, as a child may be a stranger's. */
    void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.join(PATIENCE_MILLIS);
    }

    private void done() {
        starting--;
        if (starting == 0) {
            early.clear();
        }
        notifyAll();
    }

    private void run() {
        try (Memory status = new Memory(8);
                Memory usage = new Memory(512)) {
            long known = startedSoFar();
            while (true) {
                int pid = LibC.wait4(ANY, status, 0, usage);
                int error = pid > 0 ? 0 : Native.getLastError();
                if (pid > 0) {
                    tell(pid, Ended.of(status.getInt(0), usage));
                } else if (error == LibC.ECHILD) {
                    if (!awaitStartAfter(known)) {
                        return;
                    }
                    known = startedSoFar();
                } else if (error != LibC.EINTR) {
                    throw new IllegalStateException("wait4: " + LibC.message(error));
                }
            }
        } catch (InterruptedException nobodyInterruptsUs) {
            Thread.currentThread().interrupt();
        }
    }

    /** What goes wrong over one end must not keep the others from being told. */
    private void tell(int pid, Ended ended) {
        try {
            Consumer<Ended> leader = take(pid, ended);
            if (leader != null) {
                leader.accept(ended);
            }
        } catch (RuntimeException | Error e) {
            Uncaught.tell(e);
        }
    }

    private synchronized @Nullable Consumer<Ended> take(int pid, Ended ended) {
        deaths++;
        notifyAll();
        Consumer<Ended> leader = leaders.remove(pid);
        if (leader == null && starting > 0) {
            early.put(pid, ended);
        }
        return leader;
    }

    private synchronized long startedSoFar() {
        return started;
    }

    /** False when closed and nothing was started meanwhile. */
    private synchronized boolean awaitStartAfter(long known) throws InterruptedException {
        while (started == known && !closed) {
            wait();
        }
        return started != known;
    }
}
