package org.musterhpc.agent.allocation;

import org.jspecify.annotations.Nullable;

/**
 * What the scheduler gave this agent.
 *
 * @param id the scheduler's id of the job or array element; empty outside of one
 * @param restarts how often the scheduler started it anew (requeue); null where nobody counts
 * @param cpus processors, at least one
 * @param ends when it is over, in seconds since 1970 by this node's clock; null where nobody knows
 * @param memory bytes; null where nobody knows
 */
public record Allocation(
        String id,
        @Nullable Integer restarts,
        int cpus,
        @Nullable Long ends,
        @Nullable Long memory) {

    /** This, with so much memory where nobody has said how much. */
    public Allocation orMemory(@Nullable Long bytes) {
        return memory == null ? new Allocation(id, restarts, cpus, ends, bytes) : this;
    }

    /** Whether another agent may have run in this very allocation before this one. */
    public boolean mayHaveRunBefore() {
        return !id.isEmpty() && (restarts == null || restarts > 0);
    }

    /**
     * What an agent is called where nobody says: unique among all agents of a campaign, also when the allocation is
     * started anew on the same host.
     */
    public String agentName(String cluster, String host, long pid) {
        String place = host + "-" + pid;
        String name = id.isEmpty() ? place : cluster + "-" + id + "-" + place;
        return name.replaceAll("[^A-Za-z0-9_.@:+-]", "_").replaceFirst("^\\.", "_");
    }
}
