package org.musterhpc.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Intake.Created;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;

/**
 * How a campaign comes back into a Redis that has lost it, task by task in order of numbers and stage by stage, each stage
 * behind the one that it waits for. Killed anywhere, it may be said again. See {@code
 * docs/decisions/0004-spool-and-restore.md}.
 */
public interface Recovery {

    /**
     * Records a campaign as one that is being restored, with the time at which it was created first; until {@link #end}
     * nobody else pushes its tasks. Agents may claim meanwhile. Whatever token was given before speaks for nothing.
     *
     * @return whether it is new, this very restore was begun before, or a campaign of this name is there (then nothing is
     *     changed)
     */
    Created begin(Campaign campaign);

    /** Whether a restore has begun and not ended. */
    boolean underWay(String campaign);

    /** How many tasks of the stage are there: the next one must have {@code n} one higher. */
    long there(String campaign, String stage);

    /**
     * Puts tasks in whose numbers follow each other: as done where it is known how, else as {@link Intake#push} does. What
     * was put in before is left out.
     *
     * @return how many of the stage are there in all
     */
    long put(String campaign, String stage, List<Task> tasks);

    /** Every task is there, and every stage sealed. */
    void end(String campaign);

    /**
     * A task to put in.
     *
     * @param done how it ended, where it is DONE
     */
    record Task(Message message, @Nullable Ending done) {}
}
