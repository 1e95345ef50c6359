package org.musterhpc.launcher.dialect;

/** What a scheduler did with an array that it was given. */
public sealed interface Submitted {

    /** It has it, under this id; written exactly as the scheduler wrote it, and so to be said to it again. */
    record Accepted(String array) implements Submitted {}

    /**
     * It surely does not have it.
     *
     * @param said the scheduler's own words, one line
     */
    record Refused(Refusal why, String said) implements Submitted {}

    /** It may have it or not: to be looked up by the array's name before anything is submitted again. */
    record Unknown(String said) implements Submitted {}
}
