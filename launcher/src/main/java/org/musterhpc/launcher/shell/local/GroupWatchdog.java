package org.musterhpc.launcher.shell.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.Executor;
import org.apache.commons.exec.Watchdog;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.secret.Secrets;

/** Kills a process with all that it started: the watchdog of Commons Exec only asks the process itself to leave. */
final class GroupWatchdog extends ExecuteWatchdog {
    private final boolean ownGroup;
    private @Nullable Process process;
    private boolean killed;

    @SuppressWarnings("deprecation") // the builder makes no subclasses
    GroupWatchdog(Duration limit, boolean ownGroup) {
        super(Math.max(1, limit.toMillis()));
        this.ownGroup = ownGroup;
    }

    @Override
    public synchronized void start(Process started) {
        process = started;
        super.start(started);
    }

    @Override
    public synchronized void timeoutOccured(Watchdog watchdog) {
        if (process != null && process.isAlive()) {
            killed = true;
            kill();
        }
        super.timeoutOccured(watchdog);
    }

    synchronized boolean started() {
        return process != null;
    }

    synchronized boolean hasKilled() {
        return killed;
    }

    synchronized int exit() {
        return process == null || process.isAlive() ? Executor.INVALID_EXITVALUE : process.exitValue();
    }

    /** Ends the process, its group where it has an own one, and what it started elsewhere. */
    synchronized void kill() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> started = process.descendants().toList();
        if (ownGroup) {
            killGroup(process.pid());
        }
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    private static void killGroup(long leader) {
        try {
            // The program, not a shell's word: dash's own kill does not take "--".
            Process kill = Secrets.kept(new ProcessBuilder("kill", "-KILL", "--", "-" + leader))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
