package org.musterhpc.agent.start;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    public CompletableFuture<?> ready(RunSpec spec) {
        return starter.ready(spec);
    }

    @Override
    public Run start(RunSpec spec) throws IOException {
        long kills = kernel.kills();
        Running running = starter.start(spec, Launch.Streams.to(spec.output()));
        return new Child(
                running,
                MemoryWatch.confined(
                        spec.memory(), running, guard, () -> kernel.killedSince(kills) || running.outOfMemory()));
    }

    private record Child(Running running, MemoryWatch memory) implements Run {
        @Override
        public boolean await(Duration most) throws InterruptedException {
            try {
                if (memory.limit() == null) {
                    running.exit().get(most.toNanos(), TimeUnit.NANOSECONDS);
                    return true;
                }
                CompletableFuture.anyOf(running.exit(), memory.exceeded()).get(most.toNanos(), TimeUnit.NANOSECONDS);
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
        public ExitInfo exit() throws IOException {
            Exit exit = running.exit().join();
            Starter.refuseUnstarted(running);
            int signal = exit.signal() == null ? 0 : exit.signal();
            int status = exit.status() == null ? -1 : exit.status();
            return new ExitInfo(status, signal, memory.reason(exit), exit.cpuS(), exit.maxRssBytes());
        }
    }
}
