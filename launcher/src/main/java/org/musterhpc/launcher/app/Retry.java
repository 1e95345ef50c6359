package org.musterhpc.launcher.app;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;

/** Sends tasks again that are dead, or cancelled. */
public record Retry(View view, Control control, Tasks tasks, Notes notes) {
    /** @param overview of the campaign after that */
    public record Retried(long sent, View.Overview overview) {}

    /**
     * @param stage only this one's; null: all stages'
     * @throws Problem usage, where one that is named is neither
     */
    public Retried tasks(TaskChoice choice, @Nullable String stage, boolean cancelledToo) {
        String campaign = choice.campaign();
        choice.ids().forEach(id -> refuse(tasks.find(campaign, id), campaign, cancelledToo));
        Control.Requeued requeued = control.requeue(campaign, stage, choice.ids(), cancelledToo);
        if (requeued.unreadable() > 0) {
            notes.note(Numbers.of(Numbers.grouped(requeued.unreadable()), "task")
                    + " cannot be sent again: their messages cannot be read");
        }
        return new Retried(requeued.sent(), view.overview(campaign));
    }

    private static void refuse(View.TaskView task, String campaign, boolean cancelledToo) {
        boolean can = task.state() == State.DEAD || (task.state() == State.CANCELLED && cancelledToo);
        if (!can) {
            String id = task.message().id();
            throw Problem.usage(
                    id + " is " + task.state() + ", and only what is DEAD is sent again",
                    task.state() == State.CANCELLED
                            ? "muster retry " + campaign + " " + id + " --cancelled-too"
                            : "muster explain " + campaign + " " + id);
        }
    }
}
