package org.musterhpc.launcher.follow;

import java.util.List;
import org.musterhpc.queue.View;

/** Brings one part of a running campaign to what it should be, a round at a time. */
public interface Reconciler {

    /**
     * Does what is due.
     *
     * @return what a person should know of it, a line each
     * @throws org.musterhpc.launcher.problem.Problem where the campaign cannot go on
     */
    List<String> runOnce(View.Overview overview);

    /** What it has not yet told of what it did; nothing is begun. For whoever comes to an end between two rounds. */
    default List<String> rest() {
        return List.of();
    }

    /** Whether its rounds go on while the program drains: while tasks that run may end, and none begins. */
    default boolean whileDraining() {
        return false;
    }
}
