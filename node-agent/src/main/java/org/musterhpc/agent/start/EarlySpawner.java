package org.musterhpc.agent.start;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
        try {
            return opening.join().spawn(launch);
        } catch (CompletionException e) {
            throw new StartFailed("nothing can be started here: " + e.getCause(), e);
        }
    }

    /** One that could not be opened needs no closing; {@link #spawn} has said so. */
    @Override
    public void close() {
        if (!opening.handle((spawner, failure) -> failure != null).join()) {
            opening.join().close();
        }
    }
}
