package org.musterhpc.launcher.follow;

import java.util.List;
import org.musterhpc.queue.View;

/** What has to be looked after while a campaign runs. */
public interface Reconciler {

    /**
     * Does what is due.
     *
     * @return what a person should know of it, a line each
     * @throws org.musterhpc.launcher.problem.Problem where the campaign cannot go on
     */
    List<String> runOnce(View.Overview overview);

    /** Whether that is due also while what runs is let end and nothing new begins. */
    default boolean whileDraining() {
        return false;
    }
}
