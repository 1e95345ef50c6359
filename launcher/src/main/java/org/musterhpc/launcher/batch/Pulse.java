package org.musterhpc.launcher.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View.AgentView;

/**
 * When the scheduler is asked: once a minute, and sooner where an agent that holds tasks has fallen silent, or where all
 * agents have gone while there is work.
 */
final class Pulse {
    static final Duration STEADY = Duration.ofMinutes(1);
    static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration SEVERAL = SOON.multipliedBy(4);

    private @Nullable Instant last;
    private boolean hadAgents;
    /** After which time it is asked again because all agents have gone; null: they have not. */
    private @Nullable Duration again;

    /**
     * How old an answer may be that is needed now; null: none is needed.
     *
     * @param now Redis' time
     * @param agents of the arrays that are asked about
     * @param starving whether tasks wait that elements which drain the queue should have taken
     */
    @Nullable
    Duration needed(Instant now, List<AgentView> agents, boolean starving) {
        boolean silent = agents.stream().anyMatch(agent -> silent(agent, now));
        boolean anyAlive = agents.stream().anyMatch(AgentView::alive);
        if (anyAlive) {
            again = null;
        } else if (starving && hadAgents) {
            again = SOON;
        }
        hadAgents = anyAlive;
        Instant before = last;
        if (before == null) {
            return STEADY;
        }
        Duration since = Duration.between(before, now);
        Duration soon = silent ? SOON : again;
        if (soon != null && since.compareTo(soon) >= 0) {
            return SOON;
        }
        return since.compareTo(STEADY) >= 0 ? STEADY.minusSeconds(1) : null;
    }

    /** An answer came that was asked for at this time. */
    void asked(Instant when) {
        last = when;
        // An element is still there for a while after its agent has gone: asked twice more, then every minute.
        again = again == null || again.compareTo(SEVERAL) >= 0 ? null : again.multipliedBy(2);
    }

    /** Not heard of for half a lease: a beat and a half where three make a lease. What has lapsed needs no answer. */
    private static boolean silent(AgentView agent, Instant now) {
        return agent.alive()
                && agent.running() > 0
                && agent.seen().plus(agent.info().leaseTime().dividedBy(2)).isBefore(now);
    }
}
