package org.musterhpc.launcher.follow;

import java.util.List;

/** Ends a follower's agents in order: they begin no task, and leave when those that run have ended. */
public interface Drain {
    /** No agents end with the follower. */
    Drain NOTHING = new Drain() {
        @Override
        public List<String> drain() {
            return List.of();
        }

        @Override
        public boolean drained() {
            return true;
        }
    };

    /**
     * From now on agents begin no task. Returns at once; may be called twice.
     *
     * @return what goes on without this program, a line each
     */
    List<String> drain();

    /** Whether all agents have left that end with the follower. */
    boolean drained();
}
