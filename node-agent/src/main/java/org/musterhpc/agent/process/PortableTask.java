package org.musterhpc.agent.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.musterhpc.agent.process.tree.Family;
import org.musterhpc.agent.process.tree.PortableSignals;
import org.musterhpc.agent.process.tree.ProcEntry;
import org.musterhpc.agent.process.tree.Processes;
import org.musterhpc.agent.process.tree.TreeKill;
import org.musterhpc.agent.process.tree.TreeMemory;

/** A task that {@link PortableSpawner} started. */
final class PortableTask implements Running {
    private static final long SELF = ProcessHandle.current().pid();
    private static final int SIGNAL_BASE = 128;
    private static final int SIGNALS = 31;

    private final Process process;
    private final Family family;
    private final TreeKill kill;
    private final CompletableFuture<Exit> exit;

    /**
     * @param token how its environment names it among the tasks of its agent
     * @param agent how its environment names its agent
     */
    PortableTask(Process process, String token, String agent) {
        this.process = process;
        int pid = Math.toIntExact(process.pid());
        ProcEntry leader = ProcEntry.read(pid);
        long start = leader == null ? 0 : leader.start();
        // Nobody adopts for us, so an orphan's parent may be anyone; but it is not older than the task.
        this.family = new Family(
                pid,
                entry -> entry.start() >= start && entry.pid() != SELF,
                entry -> false,
                entry -> entry.hasInEnvironment(token) && entry.hasInEnvironment(agent));
        this.kill = new TreeKill(family, new PortableSignals(), PortableSpawner::pause);
        this.exit = process.onExit().thenApply(ended -> {
            family.leaderEnded();
            sweep();
            return result(ended.exitValue());
        });
    }

    /** What goes wrong with that says nothing of how the leader ended. */
    private void sweep() {
        try {
            kill.completed(Duration.ZERO);
        } catch (RuntimeException | Error e) {
            Uncaught.tell(e);
        }
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
    public TreeMemory memory(Processes look) {
        return new TreeMemory(family.plainMembers(look), (one, other) -> false);
    }

    @Override
    public void killTree(Duration grace) {
        if (!exit.isDone() && kill.completed(grace)) {
            exit.join();
        }
    }

    /** The JVM adds 128 to a signal's number. */
    private static Exit result(int value) {
        int signal = value - SIGNAL_BASE;
        return signal > 0 && signal <= SIGNALS ? new Exit(null, signal, 0, 0) : new Exit(value, null, 0, 0);
    }
}
