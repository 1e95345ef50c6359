package org.musterhpc.agent.start;

import java.util.concurrent.CompletableFuture;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.Spawners;
import org.musterhpc.agent.process.StartFailed;

/** A spawner that is opened while the agent connects to Redis: loading native code takes about as long as that. */
public final class EarlySpawner implements Spawner {
    private final CompletableFuture<Spawner> opening = CompletableFuture.supplyAsync(Spawners::open);

    @Override
    public Running spawn(Launch launch) throws StartFailed {
        return opening.join().spawn(launch);
    }

    @Override
    public void close() {
        opening.join().close();
    }
}
