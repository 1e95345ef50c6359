package org.musterhpc.agent.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** A task that {@link NativeSpawner} started. */
final class NativeTask implements Running {
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

    /** Told by the reaper, whose thread must not wait: what was left behind is killed on another. */
    void ended(Ended ended) {
        family.leaderEnded();
        Exit result = ended.exit(rssFloor);
        if (orphans.list().stream().noneMatch(family::isOrphan)) {
            exit.complete(result);
        } else {
            sweepers.execute(() -> {
                kill.completed(Duration.ZERO);
                exit.complete(result);
            });
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
    public void killTree(Duration grace) {
        if (!exit.isDone() && kill.completed(grace)) {
            exit.join();
        }
    }
}
