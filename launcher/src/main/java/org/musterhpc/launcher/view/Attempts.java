package org.musterhpc.launcher.view;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;

/** All attempts of a task in one list, whatever place they are kept in. */
public final class Attempts {
    private Attempts() {}

    /** From the first to the last that ended. */
    public static List<Attempt> of(View.TaskView task) {
        List<Attempt> all = new ArrayList<>(task.history());
        Ending ending = task.ending();
        if (ending != null && ran(ending)) {
            all.add(ending.last());
        }
        return all;
    }

    /** Whether the last attempt really was one: a task cancelled before it ever ran has a made-up one, of no agent. */
    static boolean ran(Ending ending) {
        return !ending.last().place().agent().isEmpty();
    }
}
