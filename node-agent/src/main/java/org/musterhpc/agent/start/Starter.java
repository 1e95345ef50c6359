package org.musterhpc.agent.start;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.StartFailed;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner;

/** Starts what a task, or a handler of many, is made of, and says whose fault it is where that cannot be. */
public final class Starter {
    private final Spawner spawner;
    private final AtomicLong tokens = new AtomicLong();

    public Starter(Spawner spawner) {
        this.spawner = spawner;
    }

    /**
     * @throws Runner.Refused where it is the command's own fault
     * @throws IOException where it could not be started for any other reason
     */
    public Running start(RunSpec spec, Launch.Streams streams) throws IOException {
        Launch launch = new Launch(
                spec.argv(),
                spec.environment(),
                spec.workdir(),
                streams,
                Long.toString(tokens.incrementAndGet()),
                false);
        try {
            return spawned(launch);
        } catch (StartFailed e) {
            String reason = String.valueOf(e.getMessage());
            throw e.status() == 0 ? new IOException(reason, e) : new Runner.Refused(e.status(), reason);
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
}
