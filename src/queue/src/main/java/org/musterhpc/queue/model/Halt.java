package org.musterhpc.queue.model;

/**
 * When claiming stops because too much of a stage fails: what is wrong with all of it should not cost all of it.
 *
 * @param alike so many attempts failed, all in the same way and none succeeded; 0: never
 * @param failures so many tasks are dead; 0: never
 * @param percent so many of a hundred tasks are dead; 0: never
 */
public record Halt(int alike, long failures, int percent) {
    /** Whatever fails, the others run. */
    public static final Halt NEVER = new Halt(0, 0, 0);

    /** What holds where the campaign's file says nothing. */
    public static final Halt DEFAULT = new Halt(25, 0, 0);

    public Halt {
        if (alike < 0 || failures < 0 || percent < 0 || percent > 100) {
            throw new IllegalArgumentException("halt: " + alike + ", " + failures + ", " + percent + " %");
        }
    }
}
