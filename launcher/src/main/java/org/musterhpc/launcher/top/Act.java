package org.musterhpc.launcher.top;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.look.TaskChoice;
import org.musterhpc.launcher.app.task.Cancel;
import org.musterhpc.launcher.app.task.Changes;
import org.musterhpc.launcher.app.task.RetryTasks;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;

/**
 * Something to be done to a campaign, a stage of it, or a task.
 *
 * @param stage null: all of them
 * @param id null: all tasks
 */
record Act(
        Kind kind,
        String campaign,
        @Nullable String stage,
        @Nullable String id) {
    enum Kind {
        PAUSE,
        RESUME,
        CANCEL,
        RETRY
    }

    /** What a person is asked before it is done: it names all that is meant. */
    String question() {
        String whole = Harmless.line(campaign);
        String what = id != null
                ? "task " + Harmless.line(id) + " of " + whole
                : stage != null ? "stage " + Harmless.line(stage) + " of " + whole : whole;
        return switch (kind) {
            case PAUSE -> "pause " + whole + "? What runs goes on";
            case RESUME -> "resume " + whole + "?";
            case CANCEL -> id != null ? "cancel " + what + "?" : "cancel all of " + what + " that has not ended?";
            case RETRY -> id != null ? "run " + what + " again?" : "run all failed tasks of " + what + " again?";
        };
    }

    /** Does it, and says what came of it. */
    String on(UseCases app) {
        return switch (kind) {
            case PAUSE -> {
                app.pausing().pause(campaign);
                yield "paused " + campaign;
            }
            case RESUME ->
                app.pausing().resume(campaign)
                        ? "resumed; it has no agents: muster run " + campaign
                        : "resumed " + campaign;
            case CANCEL -> {
                Cancel.Cancelled cancelled = app.cancel().tasks(selection(app));
                yield "cancelled " + tasks(cancelled.tasks())
                        + (cancelled.sure() ? "" : ", but not all that was meant");
            }
            case RETRY -> {
                RetryTasks.Retried retried = app.retry().tasks(selection(app), Changes.read(List.of()), id != null);
                boolean alone = retried.sent() > 0 && retried.overview().agents() == 0;
                yield "sent " + tasks(retried.sent()) + " again"
                        + (alone ? "; there are no agents: muster run " + campaign : "");
            }
        };
    }

    private static String tasks(long count) {
        return Numbers.of(Numbers.grouped(count), "task");
    }

    private Selection selection(UseCases app) {
        List<String> ids = id == null ? List.of() : List.of(id);
        return app.campaigns()
                .select(new TaskChoice(campaign, ids), new Selection.Wish(stage, Set.of(), Set.of(), List.of()));
    }
}
