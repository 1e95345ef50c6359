package org.musterhpc.agent.process;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.musterhpc.agent.process.posix.LibC;
import org.musterhpc.agent.process.tree.Family;
import org.musterhpc.agent.process.tree.Orphans;
import org.musterhpc.agent.process.tree.Processes;
import org.musterhpc.agent.process.tree.TreeKill;
import org.musterhpc.agent.process.tree.TreeMemory;

/** A task that {@link NativeSpawner} started. */
final class NativeTask implements Running {
    private static final int KILLED = 9;
    private static final long UNTOLD_S = 10;

    private final int pid;
    private final long rssFloor;
    private final Family family;
    private final TreeKill kill;
    private final Orphans orphans;
    private final ExecutorService sweepers;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    NativeTask(int pid, long rssFloor, Family family, NativeSpawner.Tools tools) {
        this.pid = pid;
        this.rssFloor = rssFloor;
        this.family = family;
        this.kill = new TreeKill(family, tools.signals(), tools.reaper());
        this.orphans = tools.orphans();
        this.sweepers = tools.sweepers();
    }

    /**
     * Told by the reaper, whose thread must not wait: what was left behind is killed on another. Whatever goes wrong with
     * that, the end is told.
     */
    void ended(Ended ended) {
        family.leaderEnded();
        Exit result = ended.exit(rssFloor);
        boolean others = true;
        try {
            others = leftBehind();
            if (others) {
                sweepers.execute(() -> sweep(result));
            }
        } catch (RuntimeException | Error e) {
            others = false;
            throw e;
        } finally {
            if (!others) {
                exit.complete(result);
            }
        }
    }

    /** Where it cannot be seen, there may be somebody: a sweeper looks again. */
    private boolean leftBehind() {
        try {
            return orphans.list().stream().anyMatch(family::isOrphan);
        } catch (UncheckedIOException unreadable) {
            return true;
        }
    }

    private void sweep(Exit result) {
        try {
            kill.completed(Duration.ZERO);
        } finally {
            exit.complete(result);
        }
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public TreeMemory memory(Processes look) {
        return new TreeMemory(family.plainMembers(look), LibC::shareMemory);
    }

    @Override
    public void killTree(Duration grace) {
        if (!exit.isDone() && kill.completed(grace)) {
            // Nobody of it is alive; where the reaper does not tell within a while, it never will.
            exit.completeOnTimeout(new Exit(null, KILLED, 0, 0), UNTOLD_S, TimeUnit.SECONDS)
                    .join();
        }
    }
}
