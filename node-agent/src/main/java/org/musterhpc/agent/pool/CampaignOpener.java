package org.musterhpc.agent.pool;

import org.musterhpc.agent.claim.Leaving;

/** Begins the work on a campaign, on a thread of its own, and says when it is over. */
@FunctionalInterface
public interface CampaignOpener {
    void open(String campaign);

    /** Has what is open end, and the agent leave: by DRAINED once what runs has ended. */
    default void end(Leaving why) {}
}
