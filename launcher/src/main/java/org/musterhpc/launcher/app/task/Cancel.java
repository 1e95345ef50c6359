package org.musterhpc.launcher.app.task;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.musterhpc.launcher.app.campaign.Clearance;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.look.TaskFinder;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.model.State;

/** Cancels tasks, and where all of a campaign are meant its allocations too. */
public record Cancel(Control control, TaskFinder tasks, Clearance clearance) {
    /** @param sure whether all that was named is cancelled, and clusters confirmed what they had to */
    public record Cancelled(long tasks, boolean sure) {}

    private static final Set<State> MOVING = EnumSet.of(State.PENDING, State.BLOCKED, State.DELAYED, State.WORKING);

    /** Of what is meant, what has not ended; what is dead only where the user names it, or says how it ended. */
    public Cancelled tasks(Selection selection) {
        String campaign = selection.campaign();
        if (selection.all()) {
            long cancelled = control.cancel(campaign, selection.stage(), List.of());
            boolean whole = selection.stage() == null;
            return new Cancelled(cancelled, !whole || clearance.cancel(campaign));
        }
        Set<State> otherwise = EnumSet.copyOf(MOVING);
        if (selection.saysOutcomes()) {
            otherwise.add(State.DEAD);
        }
        if (!selection.ids().isEmpty()) {
            otherwise.addAll(EnumSet.allOf(State.class)); // what cannot be cancelled any more is counted as missing
        }
        Set<State> states = selection.states(otherwise);
        List<String> ids = List.copyOf(tasks.ids(selection, states));
        // Whoever names a state means no task that has left it since: what waited a moment ago may run by now.
        long cancelled = ids.isEmpty() ? 0 : control.cancel(campaign, ids, states);
        return new Cancelled(cancelled, cancelled >= selection.ids().size());
    }
}
