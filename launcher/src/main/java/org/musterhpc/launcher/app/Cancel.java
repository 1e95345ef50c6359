package org.musterhpc.launcher.app;

import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Control;

/** Cancels tasks, and where all of a campaign are meant its allocations too. */
public record Cancel(Control control, Tasks tasks, Clearance clearance) {
    /** @param sure whether all that was named is cancelled, and clusters confirmed what they had to */
    public record Cancelled(long tasks, boolean sure) {}

    /** @param stage only this one's; null: all stages' */
    public Cancelled tasks(TaskChoice choice, @Nullable String stage) {
        String campaign = choice.campaign();
        choice.ids().forEach(id -> tasks.find(campaign, id));
        long cancelled = control.cancel(campaign, stage, choice.ids());
        boolean whole = choice.ids().isEmpty() && stage == null;
        boolean sure = !whole || clearance.cancel(campaign);
        return new Cancelled(cancelled, sure && cancelled >= choice.ids().size());
    }
}
