package org.musterhpc.agent.process;

import com.sun.jna.Memory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.musterhpc.agent.process.posix.LibC;
import org.musterhpc.agent.process.posix.PosixSpawn;
import org.musterhpc.agent.process.posix.SpawnError;
import org.musterhpc.agent.process.tree.Family;
import org.musterhpc.agent.process.tree.Orphans;
import org.musterhpc.agent.process.tree.Signals;

/**
 * Starts tasks by {@code posix_spawn}, waits for them by {@code wait4}, adopts what they orphan.
 *
 * <p>While it is open, nobody else in this JVM may use {@link ProcessBuilder}: its reaper takes every child's status.
 */
final class NativeSpawner implements Spawner {
    private static final int RUSAGE_SELF = 0;
    private static final long RSS_SLACK = 4 << 20;

    private final Tools tools;
    private final PosixSpawn posix = new PosixSpawn();
    private final Programs programs = new Programs();
    private final Brands brands = new Brands();
    private final AgentMark agentMark;
    private final String agentVariable;
    private final Watchdog watchdog;
    private final Set<NativeTask> running = ConcurrentHashMap.newKeySet();

    /** What all tasks share. */
    record Tools(Reaper reaper, Orphans orphans, Signals signals, ExecutorService sweepers) {}

    /** Throws a {@link LinkageError} where this system's C library does not have what it takes. */
    NativeSpawner(String agentToken) {
        agentVariable = "MUSTER_AGENT=" + agentToken;
        agentMark = AgentMark.set();
        LibC.prctl(LibC.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        Reaper reaper = new Reaper();
        Orphans orphans = new Orphans(reaper::isLeader);
        tools = new Tools(reaper, orphans, new NativeSignals(), Executors.newCachedThreadPool(NativeSpawner::sweeper));
        watchdog = NativeWatchdog.start(posix, reaper, agentVariable, agentMark.pattern());
    }

    @Override
    public Running spawn(Launch launch) throws StartFailed {
        Path program = programs.of(launch);
        try {
            return spawn(launch, program);
        } catch (StartFailed failed) {
            programs.forget(launch); // it may have been there a moment ago; what is wrong now is for a real look to say
        }
        return spawn(launch, programs.of(launch));
    }

    private Running spawn(Launch launch, Path program) throws StartFailed {
        String taskVariable = "MUSTER_TOKEN=" + launch.token();
        List<String> env = MarkVariables.entries(launch, program, taskVariable, agentVariable);
        int brand = brands.take();
        tools.reaper().starting();
        int pid;
        try {
            PosixSpawn.Start what = new PosixSpawn.Start(program, launch.argv(), env, launch.workdir());
            Launch.Streams streams = launch.streams();
            pid = brands.branded(brand, () -> posix.start(what, streams.in(), streams.out(), streams.err()));
        } catch (SpawnError error) {
            notStarted(brand);
            throw StartFailed.because(error.errno(), "cannot start " + program + ": " + error.getMessage(), launch);
        } catch (RuntimeException | Error error) {
            notStarted(brand);
            throw error;
        }
        Family family = new Family(
                pid,
                tools.orphans()::mayBe,
                entry -> brands.isOn(entry.pid(), brand),
                entry -> entry.hasInEnvironment(taskVariable));
        NativeTask task = new NativeTask(pid, ownPeak() + RSS_SLACK, family, tools);
        running.add(task);
        var unused = task.exit().whenComplete((exit, none) -> {
            running.remove(task);
            brands.giveBack(brand);
        });
        tools.reaper().started(pid, task::ended);
        return task;
    }

    private void notStarted(int brand) {
        tools.reaper().notStarted();
        brands.giveBack(brand);
    }

    @Override
    public void close() {
        running.parallelStream().forEach(task -> task.killTree(Duration.ZERO));
        // Nobody's: what could not be attributed to a task that has ended is at least not left behind by us.
        tools.orphans().list().forEach(tools.signals()::kill);
        watchdog.dismiss();
        brands.close();
        agentMark.remove();
        tools.sweepers().shutdown();
        try {
            tools.reaper().close();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Our own peak resident size. A child shares our memory until it has become the task's program, and the kernel
     * counts that as the task's peak; so only what lies above is known to be the task's.
     */
    private static long ownPeak() {
        try (Memory usage = new Memory(512)) {
            LibC.getrusage(RUSAGE_SELF, usage);
            return Ended.peak(usage);
        }
    }

    private static Thread sweeper(Runnable work) {
        Thread thread = new Thread(work, "sweeper");
        thread.setDaemon(true);
        return thread;
    }
}
