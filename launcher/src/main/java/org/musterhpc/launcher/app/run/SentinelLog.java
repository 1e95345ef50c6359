package org.musterhpc.launcher.app.run;

import org.musterhpc.launcher.cluster.Round;

/** Hears what a {@link Sentinel} does. */
public interface SentinelLog {

    /** @param campaign empty: about no campaign in particular */
    void say(String campaign, String what);

    /** What lasts: told when it begins. */
    void once(String campaign, String what);

    /**
     * What a single round did.
     *
     * @param cluster empty: the sweep of what fell silent, wherever that was
     */
    void round(String campaign, String cluster, Round round);

    /** A single round found nothing to take back, and no fleets to look after. */
    void nothing(String campaign);

    /** A campaign that could not be looked after, and why. */
    void failed(RuntimeException why);
}
