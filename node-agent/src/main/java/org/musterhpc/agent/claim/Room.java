package org.musterhpc.agent.claim;

/**
 * What there is for tasks, and what is free of it. An agent that works on several campaigns has one room for all; each
 * campaign sees its share. Safe for use by several threads; never calls anybody while it is locked.
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

    /** A task begins. */
    void take(Resources cost);

    /** A task has ended. */
    void give(Resources cost);

    /** That of one campaign alone. */
    static Room of(Resources total) {
        return new OwnRoom(total);
    }
}
