package org.musterhpc.agent.start;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.tree.OomWatch;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner;

/**
 * Starts commands through a {@link Spawner}; ends what uses more memory than it may, and tells a KILL of the kernel's for
 * lack of memory from any other.
 */
public final class ProcessRunner implements Runner {
    private static final int KILL = 9;
    /** What a shell says of a command that KILL ended. */
    private static final int KILL_STATUS = 128 + KILL;

    private final Starter starter;
    private final MemoryGuard guard;
    private final OomWatch kernel = OomWatch.ofThisProcess();

    public ProcessRunner(Spawner spawner, MemoryGuard guard) {
        this(new Starter(spawner), guard);
    }

    public ProcessRunner(Starter starter, MemoryGuard guard) {
        this.starter = starter;
        this.guard = guard;
    }

    @Override
    public Run start(RunSpec spec) throws IOException {
        long kills = kernel.kills();
        Running running = starter.start(spec, Launch.Streams.to(spec.output()));
        Long memory = spec.memory();
        return new Child(
                running,
                memory == null ? null : new MemoryLimit(memory, guard.watch(running, memory)),
                () -> kernel.killedSince(kills));
    }

    /** Whether the kernel has ended anything for lack of memory meanwhile. */
    private interface Kernel {
        boolean killed();
    }

    private record Child(Running running, @Nullable MemoryLimit limited, Kernel kernel) implements Run {
        @Override
        public boolean await(Duration most) throws InterruptedException {
            try {
                if (limited == null) {
                    running.exit().get(most.toNanos(), TimeUnit.NANOSECONDS);
                    return true;
                }
                CompletableFuture.anyOf(running.exit(), limited.exceeded()).get(most.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
            // At once: what asks for memory does not give it back while it is asked to end.
            running.killTree(Duration.ZERO);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return true;
        }

        @Override
        public void kill(Duration grace) {
            running.killTree(grace);
        }

        @Override
        public ExitInfo exit() {
            Exit exit = running.exit().join();
            int signal = exit.signal() == null ? 0 : exit.signal();
            int status = exit.status() == null ? -1 : exit.status();
            String oom = signal == KILL || status == KILL_STATUS ? oom() : null;
            return new ExitInfo(status, signal, oom, exit.cpuS(), exit.maxRssBytes());
        }

        private @Nullable String oom() {
            if (limited != null && limited.exceeded().isDone()) {
                return limited.reason();
            }
            return kernel.killed() ? "it used more memory than it may" : null;
        }
    }
}
