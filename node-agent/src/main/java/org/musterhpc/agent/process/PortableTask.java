package org.musterhpc.agent.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A task that {@link PortableSpawner} started. */
final class PortableTask implements Running {
    private static final long SELF = ProcessHandle.current().pid();
    private static final int SIGNAL_BASE = 128;
    private static final int SIGNALS = 31;

    private final Process process;
    private final TreeKill kill;
    private final CompletableFuture<Exit> exit;

    PortableTask(Process process, String variable) {
        this.process = process;
        int pid = Math.toIntExact(process.pid());
        // Nobody adopts for us, so an orphan's parent may be anyone.
        Family family = new Family(pid, variable, entry -> entry.pid() != SELF, entry -> false);
        this.kill = new TreeKill(family, new PortableSignals(), PortableSpawner::pause);
        this.exit = process.onExit().thenApply(ended -> {
            family.leaderEnded();
            kill(Duration.ZERO);
            return result(ended.exitValue());
        });
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public void killTree(Duration grace) {
        if (!exit.isDone() && kill(grace)) {
            exit.join();
        }
    }

    /** False if interrupted. */
    private boolean kill(Duration grace) {
        try {
            kill.run(grace);
            return true;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The JVM adds 128 to a signal's number. */
    private static Exit result(int value) {
        int signal = value - SIGNAL_BASE;
        return signal > 0 && signal <= SIGNALS ? new Exit(null, signal, 0, 0) : new Exit(value, null, 0, 0);
    }
}
