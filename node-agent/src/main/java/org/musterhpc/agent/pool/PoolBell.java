package org.musterhpc.agent.pool;

import java.time.Duration;
import org.musterhpc.agent.time.Backoff;
import org.musterhpc.queue.Pool;

/** Waits, on a thread of its own, until somebody rings, as long as this agent has room: one that has none would take the ring from another. */
public final class PoolBell {
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private final Pool pool;
    private final PoolLoop loop;
    private final Backoff away;

    public PoolBell(Pool pool, PoolLoop loop, Backoff away) {
        this.pool = pool;
        this.loop = loop;
        this.away = away;
    }

    /** Listens until the agent leaves. */
    public void run() {
        try {
            while (loop.awaitHunger()) {
                if (!listen()) {
                    loop.pause(away.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once; says whether Redis let it. */
    private boolean listen() {
        try {
            pool.awaitBell(AT_MOST).ifPresent(this::rang);
            away.reset();
            return true;
        } catch (RuntimeException e) {
            // The heartbeats tell of it.
            return false;
        }
    }

    private void rang(String campaign) {
        if (loop.hungry()) {
            loop.rung(campaign);
        } else {
            pool.ring(campaign, 1);
        }
    }
}
