package org.musterhpc.launcher.server;

import java.util.Map;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.redis.RedisAddress;

/** The Redis server of one {@code MUSTER_HOME}: started when it is needed, found again by whoever comes later. */
@SuppressWarnings("DoNotCallSuggester")
public final class LocalRedis {
    private final MusterHome home;
    private final Map<String, String> env;

    /** @param env the environment: {@code PATH}, and {@code MUSTER_REDIS_SERVER} ({@code embedded}, or a program) */
    public LocalRedis(MusterHome home, Map<String, String> env) {
        this.home = home;
        this.env = Map.copyOf(env);
    }

    /**
     * Finds the server, or starts it, on the data that it left; on return it answers.
     *
     * @throws org.musterhpc.launcher.problem.Problem where that cannot be
     */
    public RedisAddress ensureRunning() {
        throw new UnsupportedOperationException("not yet: " + home + env.size());
    }

    /** What there is; starts nothing. */
    public ServerStatus status() {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the server, its data safe on disk; on return it is gone.
     *
     * @return whether there was one
     */
    public boolean stop() {
        throw new UnsupportedOperationException();
    }
}
