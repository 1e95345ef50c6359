package org.musterhpc.launcher.app.task;

import java.util.EnumSet;
import java.util.Set;
import org.musterhpc.launcher.app.connection.Ownership;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.look.TaskFinder;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.sign.SigningKey;

/** Sends tasks again that are dead, or cancelled. */
public record RetryTasks(View view, Control control, TaskFinder tasks, MusterHome home, Notes notes) {
    /** @param overview of the campaign after that */
    public record Retried(long sent, View.Overview overview) {}

    /**
     * @param changes what is to be otherwise than before
     * @param cancelledToo whether those that were cancelled are meant as well, where the user says nothing of states
     * @throws Problem usage, where one that is named is neither, or cannot be changed so
     */
    public Retried tasks(Selection selection, Changes changes, boolean cancelledToo) {
        String campaign = selection.campaign();
        Set<State> states =
                selection.states(cancelledToo ? EnumSet.of(State.DEAD, State.CANCELLED) : EnumSet.of(State.DEAD));
        if (!EnumSet.of(State.DEAD, State.CANCELLED).containsAll(states)) {
            throw Problem.usage("--state: only what is DEAD or CANCELLED is sent again", "leave the others out");
        }
        selection.ids().forEach(id -> refuse(tasks.find(campaign, id), campaign, states));
        SigningKey key = changes.needsSignature() ? Ownership.key(home, selection.definition()) : null;
        Control.Requeued requeued = control.requeue(campaign, selection.stage(), states, selection::takes, ending -> {
            Message message = changes.of(selection.definition(), ending.stage(), ending.message());
            return key == null ? message : key.sign(ending.stage(), message);
        });
        selection.refuseUnknownNames();
        if (requeued.unreadable() > 0) {
            notes.note(Numbers.of(Numbers.grouped(requeued.unreadable()), "task")
                    + " cannot be sent again: their messages cannot be read");
        }
        return new Retried(requeued.sent(), view.overview(campaign));
    }

    private static void refuse(View.TaskView task, String campaign, Set<State> states) {
        if (!states.contains(task.state())) {
            String id = task.message().id();
            throw Problem.usage(
                    id + " is " + task.state() + ", and only what is DEAD is sent again",
                    task.state() == State.CANCELLED
                            ? "muster retry " + campaign + " " + id + " --cancelled-too"
                            : "muster explain " + campaign + " " + id);
        }
    }
}
