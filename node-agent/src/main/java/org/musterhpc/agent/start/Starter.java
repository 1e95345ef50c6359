package org.musterhpc.agent.start;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.container.Containers;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.StartFailed;
import org.musterhpc.agent.task.InContainer;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner;

/** Starts what a task, or a handler of many, is made of, and says whose fault it is where that cannot be. */
public final class Starter {
    private final Spawner spawner;
    private final @Nullable Containers containers;
    private final AtomicLong tokens = new AtomicLong();

    /** Of what is in no container. */
    public Starter(Spawner spawner) {
        this(spawner, null);
    }

    public Starter(Spawner spawner, @Nullable Containers containers) {
        this.spawner = spawner;
        this.containers = containers;
    }

    /** See {@link Runner#ready}. */
    public CompletableFuture<?> ready(RunSpec spec) {
        InContainer inside = spec.inside();
        return inside == null || containers == null
                ? CompletableFuture.completedFuture(null)
                : containers.ready(inside);
    }

    /**
     * @throws Runner.Refused where it is the command's own fault
     * @throws IOException where it could not be started for any other reason
     */
    public Running start(RunSpec spec, Launch.Streams streams) throws IOException {
        String token = Long.toString(tokens.incrementAndGet());
        InContainer inside = spec.inside();
        try {
            return inside == null
                    ? spawned(new Launch(spec.argv(), spec.environment(), spec.workdir(), streams, token, false))
                    : contained(spec, inside, streams, token);
        } catch (StartFailed e) {
            throw refusal(e);
        }
    }

    /** A bash that would only start a program need not be in the image. */
    private Running contained(RunSpec spec, InContainer inside, Launch.Streams streams, String token)
            throws StartFailed, IOException {
        if (containers == null) {
            throw new IOException("nothing is started in containers here");
        }
        Map<String, String> within = new HashMap<>(inside.environment());
        within.putIfAbsent("PATH", "/usr/bin:/bin");
        List<String> words = PlainLine.words(spec.argv(), within);
        return containers.start(spec, inside, words == null ? spec.argv() : words, streams, token);
    }

    /**
     * @throws Runner.Refused where its command was never begun, by its own fault
     * @throws IOException where that was for any other reason
     */
    public static void refuseUnstarted(Running ended) throws IOException {
        StartFailed unstarted = ended.unstarted();
        if (unstarted != null) {
            throw refusal(unstarted);
        }
    }

    private static IOException refusal(StartFailed e) {
        String reason = String.valueOf(e.getMessage());
        return e.status() == 0 ? new IOException(reason, e) : new Runner.Refused(e.status(), reason);
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
}
