package org.musterhpc.launcher.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View.AgentView;

/** When the scheduler is asked: once a minute, and sooner where an agent that holds tasks has fallen silent. */
final class Pulse {
    static final Duration STEADY = Duration.ofMinutes(1);
    static final Duration SOON = Duration.ofSeconds(5);

    private @Nullable Instant last;
    private boolean hadAgents;
    private boolean alarmed;

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
        // All agents at once have gone while there is work: asked once, not for as long as it lasts.
        alarmed |= starving && hadAgents && !anyAlive;
        hadAgents = anyAlive;
        Instant before = last;
        if (before == null) {
            return STEADY;
        }
        Duration since = Duration.between(before, now);
        if ((silent || alarmed) && since.compareTo(SOON) >= 0) {
            return SOON;
        }
        return since.compareTo(STEADY) >= 0 ? STEADY.minusSeconds(1) : null;
    }

    /** An answer came that was asked for at this time. */
    void asked(Instant when) {
        last = when;
        alarmed = false;
    }

    /** Not heard of for half a lease: a beat and a half where three make a lease. What has lapsed needs no answer. */
    private static boolean silent(AgentView agent, Instant now) {
        return agent.alive()
                && agent.running() > 0
                && agent.seen().plus(agent.info().leaseTime().dividedBy(2)).isBefore(now);
    }
}
