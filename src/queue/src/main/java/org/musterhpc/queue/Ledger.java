package org.musterhpc.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Goal;

/**
 * Which arrays were submitted to which scheduler for a campaign. Kept beside the queues, so that any launcher or sentinel
 * can go on where another ended. See {@code docs/decisions/0003-clusters.md}.
 */
public interface Ledger {

    /**
     * Takes, or prolongs, the watch over a cluster for a campaign: of all who look after it, the watcher alone submits.
     *
     * @param watcher unique to the program that asks
     * @param time after which the watch is free, unless it is prolonged
     * @return whether the caller has it now
     */
    boolean watch(String campaign, String cluster, String watcher, Duration time);

    /** Gives the watch up, if the caller has it. */
    void unwatch(String campaign, String cluster, String watcher);

    /** Whether anybody has the watch. */
    boolean watched(String campaign, String cluster);

    /**
     * Records that an array is about to be submitted; nothing may be sent before.
     *
     * @param open how long the submission may take before others may call it lost
     * @return false where the caller has no watch, or the campaign is gone: nothing may be sent
     */
    boolean intend(String campaign, String watcher, ArrayRecord array, Duration open);

    /**
     * Replaces a record.
     *
     * @param from the state that it must be in still
     * @param open as for {@link #intend}, where the record stays an intent; else not looked at
     * @return false where it is in another state by now: somebody else has settled it
     */
    boolean settle(String campaign, ArrayRecord.State from, ArrayRecord array, Duration open);

    /**
     * Removes records of arrays that a scheduler did not take. Nobody changes those any more, so it may be said again.
     *
     * @param names of records that are {@code REFUSED}
     */
    void forget(String campaign, List<String> names);

    /** All arrays of a campaign, oldest first. */
    List<ArrayRecord> arrays(String campaign);

    /** How many agents each cluster shall have. A campaign that was never sent to a cluster has no goal there. */
    Map<String, Goal> goals(String campaign);

    /** Sets a cluster's goal; see {@link #goals}. False where the campaign is gone. */
    boolean goal(String campaign, String cluster, Goal goal);
}
