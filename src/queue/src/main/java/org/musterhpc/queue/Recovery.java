package org.musterhpc.queue;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Intake.Created;
import org.musterhpc.queue.model.Attempt;
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

    /**
     * Puts in what {@link #put} does not: records of tasks that ended otherwise than DONE, which are then put in as
     * {@link Task#there}, and attempts before the last, by the ids of their tasks.
     */
    void past(String campaign, String stage, List<Ending> ended, Map<String, List<Attempt>> earlier);

    /** Every task is there, and every stage sealed. */
    void end(String campaign);

    /** How much of a campaign Redis has. */
    There look(Campaign campaign);

    /** How many tasks and agents stand there, where it may be that a part of it is missing. */
    View.Overview remains(Campaign campaign);

    /**
     * Takes a campaign of which a part is missing, or wrong, out of everybody's hands: agents leave, and what they ran runs
     * again. What is put in then is kept aside until {@link Mending#end}: killed before, it is begun anew by saying it again.
     *
     * @throws IllegalArgumentException where another campaign of this name is there
     */
    Mending mend(Campaign campaign);

    /** See {@link #look}. */
    enum There {
        NOTHING,
        /** Keys without which nothing can be said of it are gone, or a mending was interrupted. */
        PART,
        /** It can be read; whether all adds up is another question. */
        WHOLE,
        /** A restore of it was interrupted. */
        RESTORING,
        /** Another campaign of this name. */
        ANOTHER
    }

    /** A campaign that is put together from what is there and what is known besides, stage by stage, each behind the one it waits for. */
    interface Mending {

        /** Reads what is there of a stage; what has ended, or is of another producer, is kept. */
        Remains gather(String stage);

        /** As {@link Recovery#put}, for every task of the stage. */
        void put(String stage, List<Task> tasks);

        /** All of the stage was put in. */
        void seal(String stage);

        /** Puts the whole in its place, at one moment. */
        void end();
    }

    /**
     * What is there of a stage.
     *
     * @param ended numbers of the tasks that have ended: they are to be put in as {@link Task#there}
     * @param tried tasks that were tried before, by number: how often, and what they need more
     * @param brought all tasks by id, of a stage whose tasks results bring along: no manifest has them
     */
    record Remains(BitSet ended, Map<Long, Message> tried, Map<String, Message> brought) {}

    /**
     * A task to put in.
     *
     * @param done how it ended, where it is DONE
     * @param isThere whether it stands there already, and is counted only
     */
    record Task(Message message, @Nullable Ending done, boolean isThere) {
        public Task(Message message, @Nullable Ending done) {
            this(message, done, false);
        }

        /** One that stands there already. */
        public static Task there(Message message) {
            return new Task(message, null, true);
        }
    }
}
