package org.musterhpc.agent.start;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.StartFailed;
import org.musterhpc.agent.process.tree.OomWatch;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner;
import org.musterhpc.queue.model.MemorySize;

/**
 * Starts commands through a {@link Spawner}; ends what uses more memory than it may, and tells a KILL of the kernel's for
 * lack of memory from any other.
 */
public final class ProcessRunner implements Runner {
    private static final int KILL = 9;
    /** What a shell says of a command that KILL ended. */
    private static final int KILL_STATUS = 128 + KILL;

    private static final long MEBIBYTE = 1L << 20;

    private final Spawner spawner;
    private final MemoryGuard guard;
    private final OomWatch kernel = OomWatch.ofThisProcess();
    private final AtomicLong tokens = new AtomicLong();

    public ProcessRunner(Spawner spawner, MemoryGuard guard) {
        this.spawner = spawner;
        this.guard = guard;
    }

    @Override
    public Run start(RunSpec spec) throws IOException {
        long kills = kernel.kills();
        Launch launch = new Launch(
                spec.argv(),
                spec.environment(),
                spec.workdir(),
                spec.output(),
                Long.toString(tokens.incrementAndGet()));
        try {
            Running running = spawned(launch);
            Long memory = spec.memory();
            return new Child(
                    running,
                    memory == null ? null : new Limited(memory, guard.watch(running, memory)),
                    () -> kernel.killedSince(kills));
        } catch (StartFailed e) {
            String reason = String.valueOf(e.getMessage());
            throw e.status() == 0 ? new IOException(reason, e) : new Refused(e.status(), reason);
        }
    }

    /** Without a bash where it would only start a program. Where that cannot be started, bash says so in its own words. */
    private Running spawned(Launch launch) throws StartFailed {
        List<String> words = PlainLine.words(launch.argv(), launch.env());
        if (words != null) {
            try {
                return spawner.spawn(launch.asBashWould(words));
            } catch (StartFailed e) {
                return spawner.spawn(launch);
            }
        }
        return spawner.spawn(launch);
    }

    /** @param exceeded completes with what was used where that is more than the limit */
    private record Limited(long limit, CompletableFuture<Long> exceeded) {
        String reason() {
            // Upwards: what is a little more than the limit must not look like it.
            long used = (exceeded.join() + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE;
            return "it used " + MemorySize.format(used) + " of memory, and may use " + MemorySize.format(limit);
        }
    }

    /** Whether the kernel has ended anything for lack of memory meanwhile. */
    private interface Kernel {
        boolean killed();
    }

    private record Child(Running running, @Nullable Limited limited, Kernel kernel) implements Run {
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
