package org.musterhpc.agent.room;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is for tasks, and what is free of it. An agent that works on several campaigns has one room for all; each
 * campaign sees its share. Safe for use by several threads.
 */
public interface Room {

    /** How much the tasks of this campaign may take beside what they have; may be less than nothing. */
    Resources free();

    /** How many processors, or places, the campaign may have at once. */
    int most();

    /**
     * Whether nothing is in it, for a task that has to be alone. Where something is, other campaigns begin nothing in it for
     * a while: else it never would be.
     */
    boolean cleared();

    /**
     * A task begins.
     *
     * @param gpus how many it is given by number; what has to be alone takes all and is given fewer
     * @return their numbers; null where others have taken so much meanwhile that it does not fit any more
     */
    @Nullable
    List<Integer> take(Resources cost, int gpus);

    /** A task has ended. */
    void give(Resources cost, List<Integer> gpus);

    /** That of one campaign alone. */
    static Room of(Resources total) {
        return new OwnRoom(total);
    }
}
