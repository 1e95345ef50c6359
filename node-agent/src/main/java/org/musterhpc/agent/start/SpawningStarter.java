package org.musterhpc.agent.start;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.musterhpc.agent.process.Exit;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.OomWatch;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.StartFailed;
import org.musterhpc.agent.task.Order;
import org.musterhpc.agent.task.Starter;

/** Starts commands through a {@link Spawner}, and tells a KILL of the kernel's for lack of memory from any other. */
public final class SpawningStarter implements Starter {
    private static final int KILL = 9;

    private final Spawner spawner;
    private final OomWatch memory = OomWatch.ofThisProcess();
    private final AtomicLong tokens = new AtomicLong();

    public SpawningStarter(Spawner spawner) {
        this.spawner = spawner;
    }

    @Override
    public Begun start(Order order) throws IOException {
        long kills = memory.kills();
        Launch launch = new Launch(
                order.argv(),
                order.environment(),
                order.workdir(),
                order.output(),
                Long.toString(tokens.incrementAndGet()));
        try {
            return new Child(spawned(launch), memory, kills);
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

    private record Child(Running running, OomWatch memory, long kills) implements Begun {
        @Override
        public boolean await(Duration most) throws InterruptedException {
            try {
                running.exit().get(most.toNanos(), TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void kill(Duration grace) {
            running.killTree(grace);
        }

        @Override
        public Ran ran() {
            Exit exit = running.exit().join();
            int signal = exit.signal() == null ? 0 : exit.signal();
            int status = exit.status() == null ? -1 : exit.status();
            boolean oom = signal == KILL && memory.killedSince(kills);
            return new Ran(status, signal, oom, exit.cpuS(), exit.maxRssBytes());
        }
    }
}
