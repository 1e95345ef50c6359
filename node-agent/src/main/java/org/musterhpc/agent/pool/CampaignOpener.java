package org.musterhpc.agent.pool;

import org.musterhpc.agent.claim.Leaving;

/** Begins the work on a campaign, on a thread of its own, and says when it is over. */
@FunctionalInterface
public interface CampaignOpener {
    void open(String campaign);

    /** Has what is open end, and the agent leave: by DRAINED and NO_FOLDER once what runs has ended. */
    default void end(Leaving why) {}

    /** Whether what the agent itself works from is still there. */
    default boolean canWork() {
        return true;
    }
}
